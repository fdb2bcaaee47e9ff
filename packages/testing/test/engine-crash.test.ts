import { plan, type RunEvent } from '@codomyrmex/dag';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pick, randomGraph, seeded } from '../../dag/test/random-graph.ts';
import { expectedEnds, type Outcome } from '../../dag/test/simulation.ts';
import { createMemoryJournal, VirtualClock } from '../src/index.ts';
import { beginOrGoOn, compose } from './begun-again.ts';
import { scripted } from './scripted.ts';

const RUNS = Number(process.env.FC_RUNS ?? 300);

/** A random graph with what each attempt of each task will do, whatever happens in between. */
function randomWork(random: () => number) {
  const specs = [...randomGraph(random, 11), { name: 'last', dependencies: [], runOn: 'success' as const }].map(
    (spec) => ({
      ...spec,
      retry: { maxRetries: Math.floor(random() * 3), delayMs: 1, factor: 1, capMs: 1, jitter: 0 },
    }),
  );
  const drawn = new Map<string, Outcome>();
  const outcome = (task: number, failed: number): Outcome => {
    const key = `${task}/${failed}`;
    const known = drawn.get(key) ?? pick<Outcome>(random, ['succeeds', 'succeeds', 'succeeds', 'fails', 'declines']);
    drawn.set(key, known);
    return known;
  };
  const slots = 1 + Math.floor(random() * 3);
  const definition = {
    name: 'w',
    max_parallel: slots,
    steps: specs.map(({ name, dependencies, runOn, retry }) => ({
      name,
      module: 'scripted',
      action: 'work',
      dependencies,
      run_on: runOn,
      max_retries: retry.maxRetries,
    })),
  };
  return { specs, outcome, slots, definition };
}

const ofTask = (events: readonly RunEvent[], task: number, type: RunEvent['type']) =>
  events.filter((event) => event.type === type && 'task' in event && event.task === task);

/** Runs random work through the whole engine, with a process that dies at random writes, until it has ended. */
async function story(seed: number) {
  const random = seeded(seed);
  const work = randomWork(random);
  const clock = new VirtualClock();
  const repeated: string[] = [];
  let journal = createMemoryJournal({ answers: random() < 0.5 ? 'later' : 'at_once' });
  const actions = scripted(clock, {
    duration: () => Math.floor(random() * 3_000),
    ending: (task) => {
      const index = work.specs.findIndex((spec) => spec.name === task);
      const events = journal.snapshot()[0]?.events ?? [];
      if (ofTask(events, index, 'attempt_succeeded').length > 0) repeated.push(task);
      return work.outcome(index, ofTask(events, index, 'attempt_failed').length);
    },
  });
  let orchestrator = compose(actions, journal, clock);
  let crashes = 0;
  for (;;) {
    if (crashes < 8 && random() < 0.7) {
      const fault = pick(random, ['crash_before', 'crash_after', 'refuse'] as const);
      journal.failWrite(1 + Math.floor(random() * 12), fault);
    }
    try {
      const live = await beginOrGoOn(orchestrator, journal, work.definition);
      if (live !== undefined) await clock.runUntil(live.ended);
      break;
    } catch (error) {
      if (++crashes > 20) throw error;
      await orchestrator.close();
      await clock.settle();
      journal = journal.crash();
      orchestrator = compose(actions, journal, clock);
    }
  }
  const [stored] = journal.snapshot();
  const document = await orchestrator.document(stored!.record.id);
  const held = orchestrator.capacity.ledger.list().flatMap((usage) => usage.holders);
  await orchestrator.close();
  await clock.settle();
  return { ...work, document, crashes, repeated, held, timers: clock.pending, mostRunning: actions.mostRunning };
}

it('given any graph, outcomes and crashes at any write, then the engine ends the run as it would have ended', {
  meta: {
    specification: [
      '1.contract.workflow_integrity',
      '1.contract.resource_safety',
      '1.guideline.resources.cleanup',
      '1.gate.error_recovery',
      '2.guideline.workflow.cleanup',
      '2.gate.resource_management',
    ],
  },
}, async () => {
  let crashes = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const told = await story(seed);
      const planned = plan(told.specs);
      if (!planned.ok) throw new Error('the graph has no plan');
      const expected = expectedEnds(told.specs, planned.plan, told.outcome);
      const ends = Object.entries(told.document.results).map(([name, { status }]) => [name, status]);
      crashes += told.crashes;
      expect(Object.fromEntries(ends)).toEqual(Object.fromEntries(expected)); // R1, R4, R5
      expect(told.mostRunning).toBeLessThanOrEqual(told.slots); // R2
      expect(told.repeated).toEqual([]);
      expect(told.held).toEqual([]); // R7, R8
      expect(told.timers).toBe(0);
    }),
    { numRuns: RUNS },
  );
  expect(crashes).toBeGreaterThan(RUNS / 2);
});
