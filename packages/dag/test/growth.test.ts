import { describe, expect, it } from 'vitest';
import { advance, initialState, plan, type RunState, type TaskSpec } from '../src/index.ts';
import { planned } from './simulation.ts';

const chain = (size: number): TaskSpec[] =>
  Array.from({ length: size }, (_, task) => ({ name: `t${task}`, dependencies: task === 0 ? [] : [`t${task - 1}`] }));

const fan = (size: number): TaskSpec[] => [
  { name: 'root', dependencies: [] },
  ...Array.from({ length: size }, (_, task) => ({ name: `t${task}`, dependencies: ['root'] })),
  { name: 'end', dependencies: Array.from({ length: size }, (_, task) => `t${task}`) },
];

/** Runs everything that is ready, first come, first served, and counts how many tasks each turn touched. */
function drive(state: RunState): { turns: number; touched: number } {
  let turns = 1;
  let touched = 0;
  advance(state, [{ type: 'start', at: 0 }]);
  const ready: number[] = [];
  const collect = () => {
    touched += state.changed.length;
    for (const task of state.changed) if (state.tasks[task]?.kind === 'ready') ready.push(task);
    state.changed.truncate();
  };
  collect();
  for (let next = 0; next < ready.length; next++) {
    const task = ready[next]!;
    advance(state, [{ type: 'grant', at: 1, task }]);
    advance(state, [{ type: 'succeed', at: 2, task, attempt: 1, output: { kind: 'inline', value: null } }]);
    turns += 2;
    collect();
  }
  return { turns, touched };
}

describe('R10: growth', () => {
  it.each([
    ['chain', chain(200_000)],
    ['fan', fan(200_000)],
  ])(
    'given a %s of 200,000 tasks, when it runs, then each task is touched three times: ready, running, completed',
    {
      meta: {
        specification: [
          '1.gate.performance',
          '2.guideline.tasks.complex_graphs',
          '2.performance.graph_resolution',
          '2.performance.large_graphs',
          '2.gate.performance',
        ],
      },
    },
    (_, specs) => {
      const state = initialState(planned(specs));
      const { touched } = drive(state);
      expect(state.phase).toMatchObject({ kind: 'ended', status: 'completed' });
      expect(touched).toBe(3 * specs.length);
    },
  );

  it('given a chain of 200,000 tasks whose first fails, then all others are skipped without a deep call', () => {
    const state = initialState(planned(chain(200_000)));
    advance(state, [
      { type: 'start', at: 0 },
      { type: 'grant', at: 0, task: 0 },
    ]);
    const failure = { type: 'E', code: 'X', message: 'no', retryable: false };
    advance(state, [{ type: 'fail', at: 1, task: 0, attempt: 1, failure, random: 0 }]);
    expect(state.phase).toMatchObject({ kind: 'ended', status: 'failed' });
    expect(state.tasks.at(-1)).toEqual({
      kind: 'skipped',
      attempt: 0,
      because: { kind: 'dependency_failed', task: 0 },
    });
  });

  it('given a circle of 100,000 tasks, then the problem shows a path and does not overflow', () => {
    const specs = chain(100_000).map((spec, index) => (index === 0 ? { ...spec, dependencies: ['t99999'] } : spec));
    const result = plan(specs);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problems[0]?.code).toBe('cycle');
  });
});
