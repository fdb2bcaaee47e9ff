import { expect, it } from 'vitest';
import { type GraphTask, runGraph } from '../src/scheduler/run-graph.ts';

const resources = [{ id: 'machine', type: 'cpu', capacity: { cores: 1 } }] as const;
const task = (name: string, more: Partial<GraphTask> = {}): GraphTask => ({
  name,
  dependencies: [],
  needs: { cpu: { cores: 1 } },
  run: async () => name,
  ...more,
});

it('given a task that runs and one that waits for its core, when the graph is cancelled, then both are, and the work has ended', async () => {
  const cancel = new AbortController();
  const ended: string[] = [];
  const untilAborted = (signal: AbortSignal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(ended.push('work')));
      queueMicrotask(() => cancel.abort('enough'));
    });
  const { tasks, phase } = await runGraph([task('runs', { run: untilAborted }), task('waits')], {
    resources,
    signal: cancel.signal,
  });
  expect(tasks.map(({ kind }) => kind)).toEqual(['cancelled', 'cancelled']);
  expect(phase).toMatchObject({ kind: 'ended', status: 'cancelled' });
  expect(ended).toEqual(['work']);
});

it('given a signal that is aborted already, then nothing is called', async () => {
  const called: string[] = [];
  const run = async () => called.push('called');
  const { tasks } = await runGraph([task('a', { run })], { resources, signal: AbortSignal.abort('no') });
  expect({ kind: tasks[0]?.kind, called }).toEqual({ kind: 'cancelled', called: [] });
});

it('given a circle and a need that is none, then every problem is told before anything runs', () => {
  const tasks = [task('a', { dependencies: ['b'] }), task('b', { dependencies: ['a'], needs: { cores: 1 } })];
  expect(() => runGraph(tasks, { resources })).toThrow(/a.*b.*there is no resource or type "cores"/s);
});
