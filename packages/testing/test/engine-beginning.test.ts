import { runId } from '@codomyrmex/core';
import type { Journal } from '@codomyrmex/dag';
import { definitionFrom } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { createMemoryJournal } from '../src/index.ts';
import { acting, composed, step } from './acting.ts';

/** A store on a slow disk: `begin` has stored nothing until the test says so. */
function slowBeginning() {
  const journal = createMemoryJournal();
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const slow: Journal = {
    begin: async (record, events) => {
      await gate;
      await journal.begin(record, events);
    },
    append: (run, position, events) => journal.append(run, position, events),
    find: (run) => journal.find(run),
    read: (run, position) => journal.read(run, position),
    list: (query) => journal.list(query),
    adopt: (run) => journal.adopt(run),
    close: () => journal.close(),
  };
  return { slow, go };
}

function waiting() {
  const { slow, go } = slowBeginning();
  const calls: string[] = [];
  const given = composed([acting('m', { note: ({ task }) => void calls.push(task) })], { journal: slow });
  const start = async () => {
    const definition = definitionFrom({ name: 'w', timeout: 60, steps: [step('a', 'm.note')] }, 'w');
    const prepared = await given.orchestrator.prepare(definition, { workspace: '/' });
    const started = given.orchestrator.start(prepared);
    await given.clock.settle();
    const [live] = given.orchestrator.runtime.live.values();
    if (live === undefined) throw new Error('the run is not in hand');
    return { live, started };
  };
  return { ...given, calls, go, start };
}

it('given a run whose beginning is being stored, when it is cancelled, then that is decided after it, and nothing is called', async () => {
  const given = waiting();
  const { live, started } = await given.start();
  live.cancel('changed my mind');
  await given.clock.settle();
  given.go();
  await started;
  await given.clock.runUntil(live.ended);
  const events = await given.orchestrator.runtime.events(live.id);
  expect(events.map(({ type }) => type)).toEqual([
    'run_started',
    'attempt_started',
    'cancel_requested',
    'attempt_cancelled',
    'run_ended',
  ]);
  expect(given.calls).toEqual([]);
  expect(given.clock.pending).toBe(0);
});

it('given a run whose beginning is being stored, when the engine is shut down, then nothing of it is left in hand', async () => {
  const given = waiting();
  const { live, started } = await given.start();
  const outcomes = Promise.allSettled([started, live.ended]);
  await given.orchestrator.close();
  given.go();
  expect(await outcomes).toMatchObject([{ reason: { code: 'STORE_CLOSED' } }, { reason: { code: 'SHUT_DOWN' } }]);
  expect(given.calls).toEqual([]);
  expect(given.clock.pending).toBe(0);
  expect(given.orchestrator.capacity.line.size).toBe(0);
});

describe('given an interrupted run of a definition that would be refused now', () => {
  const failing = { name: 'a', module: 'm', action: 'note' };
  const when = (condition: string) => ({
    name: 'w',
    steps: [failing, { ...failing, name: 'b', dependencies: ['a'], when: `{{ ${condition} }}` }],
  });
  const tidy = { ...failing, name: 't', parameters: { code: '{{ failures.size() > 0 ? failures[0].kode : 1 }}' } };

  it.each([
    ['a value that is never there', when("a.status == 'complted'"), 'unknown_value'],
    ['a member that an error has not', when("a.status == 'failed' && a.error.kode == 'x'"), 'unknown_output'],
    ['a member that no failure has', { name: 'w', steps: [failing], on_failure_steps: [tidy] }, 'unknown_output'],
    [
      'such a workflow within',
      {
        name: 'w',
        steps: [{ name: 'i', workflow: 'inner' }],
        workflows: { inner: { ...when("a.status == 'complted'"), name: 'inner' } },
      },
      'unknown_value',
    ],
  ])('because of %s, when it is resumed, then it goes on, also past a tap that copies it', async (_, written, code) => {
    const journal = createMemoryJournal();
    const calls: string[] = [];
    const given = composed([acting('m', { note: ({ task }) => void calls.push(task) })], { journal });
    given.orchestrator.hooks.workflowLoaded.tapPromise('copies', async (definition) => ({ ...definition }));
    const refused = given.orchestrator.prepare(definitionFrom(written, 'w'), { workspace: '/' });
    await expect(refused).rejects.toMatchObject({ problems: [{ code }] });
    const id = runId('r');
    const definition = JSON.parse(JSON.stringify(written));
    const record = { id, workflow: 'w', definition, parameters: {}, workspace: '/', createdAt: 0 };
    await journal.begin(record, [{ type: 'run_started', at: 0 }]);
    const live = await given.orchestrator.resume(id);
    await given.clock.runUntil(live.ended);
    expect((await given.orchestrator.document(id)).status).toBe('completed');
    expect(calls).toEqual(['a']);
    await given.orchestrator.close();
  });
});
