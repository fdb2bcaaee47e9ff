import { runId } from '@codomyrmex/core';
import type { Journal } from '@codomyrmex/dag';
import { definitionFrom } from '@codomyrmex/engine';
import { expect, it } from 'vitest';
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
  expect(events.map(({ type }) => type)).toEqual(['run_started', 'cancel_requested', 'run_ended']);
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

it('given an interrupted run with a condition that can never be true, when it is resumed, then it goes on, though no new run may begin with that', async () => {
  const journal = createMemoryJournal();
  const calls: string[] = [];
  const given = composed([acting('m', { note: ({ task }) => void calls.push(task) })], { journal });
  const conditional = { dependencies: ['a'], when: "{{ a.status == 'complted' }}" };
  const written = {
    name: 'w',
    steps: [
      { name: 'a', module: 'm', action: 'note' },
      { name: 'b', module: 'm', action: 'note', ...conditional },
    ],
  };
  const refused = given.orchestrator.prepare(definitionFrom(written, 'w'), { workspace: '/' });
  await expect(refused).rejects.toMatchObject({ problems: [{ code: 'unknown_value', path: 'steps[1].when' }] });
  const id = runId('r');
  const record = { id, workflow: 'w', definition: written, parameters: {}, workspace: '/', createdAt: 0 };
  await journal.begin(record, [{ type: 'run_started', at: 0 }]);
  const live = await given.orchestrator.resume(id);
  await given.clock.runUntil(live.ended);
  expect((await given.orchestrator.document(id)).status).toBe('completed');
  expect(calls).toEqual(['a']);
  await given.orchestrator.close();
});
