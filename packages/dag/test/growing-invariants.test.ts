import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEvent, encodeEvent, GrowingPlan, initialState, type RunEvent, replay } from '../src/index.ts';
import { pick, randomGraph, seeded } from './random-graph.ts';
import { allSettled, expectedEnds, type Outcome, planned, type Scenario, simulate } from './simulation.ts';

const RUNS = Number(process.env.FC_RUNS ?? 1_000);

function scenarioOf(seed: number, trouble: Partial<Scenario> = {}): Scenario {
  const random = seeded(seed);
  const drawn = new Map<string, Outcome>();
  return {
    specs: randomGraph(random, 14),
    outcomes: (task, failed) => {
      const key = `${task}/${failed}`;
      const outcome =
        drawn.get(key) ?? pick<Outcome>(random, ['succeeds', 'succeeds', 'fails', 'fails for good', 'declines']);
      drawn.set(key, outcome);
      return outcome;
    },
    slots: 1 + Math.floor(random() * 3),
    onFailure: 'continue',
    random,
    crashes: 0.08,
    noise: 0.3,
    aborts: 0,
    growth: { cancels: 0.1 },
    ...trouble,
  };
}

function forSeeds(check: (seed: number) => void): void {
  fc.assert(fc.property(fc.integer(), check), { numRuns: RUNS });
}

const ofTask = (event: RunEvent): number => ('task' in event ? event.task : -1);

describe('a run that grows, with tasks that come, are held, released and cancelled at any moment, and crashes', () => {
  it('R1: starts no attempt before the task was added, and none while a dependency runs', () => {
    forSeeds((seed) => {
      const { journal, plan } = simulate(scenarioOf(seed, { aborts: 0.01 }));
      const running = new Set<number>();
      let size = 0;
      for (const event of journal) {
        if (event.type === 'tasks_added') size += event.tasks.length;
        if (event.type !== 'attempt_started') {
          if (event.type.startsWith('attempt_')) running.delete(ofTask(event));
          continue;
        }
        expect(event.task).toBeLessThan(size);
        const own = plan.dependencies.subarray(plan.dependencyStart[event.task], plan.dependencyStart[event.task + 1]);
        expect(own.some((dependency) => running.has(dependency))).toBe(false);
        running.add(event.task);
      }
    });
  });

  it('R2, R3, R4: keeps to its slots, counts attempts up by one, and ends once, as its last fact, when it was sealed', () => {
    forSeeds((seed) => {
      const scenario = scenarioOf(seed);
      const { journal, state, mostRunning } = simulate(scenario);
      expect(mostRunning).toBeLessThanOrEqual(scenario.slots);
      const attempts = new Map<number, number>();
      for (const event of journal) {
        if (event.type !== 'attempt_started') continue;
        const next = (attempts.get(event.task) ?? 0) + 1;
        expect(event.attempt).toBe(next);
        attempts.set(event.task, next);
      }
      expect(journal.filter(({ type }) => type === 'run_ended')).toHaveLength(1);
      expect(journal.at(-1)?.type).toBe('run_ended');
      expect(journal.some(({ type }) => type === 'run_sealed')).toBe(true);
      expect(allSettled(state)).toBe(true);
      expect(state.unsettled).toBe(0);
    });
  });

  it('R6: is the same state again when its journal is replayed, after it was written and read', () => {
    forSeeds((seed) => {
      const { journal, state } = simulate(scenarioOf(seed, { aborts: 0.01 }));
      const stored = journal.map((event) => decodeEvent(encodeEvent(event)));
      expect(stored).toEqual(journal);
      const again = initialState(new GrowingPlan());
      replay(again, stored);
      expect(again.tasks).toEqual(state.tasks);
      expect([...again.unmet].slice(0, again.tasks.length)).toEqual([...state.unmet].slice(0, state.tasks.length));
      expect(again.plan.names).toEqual(state.plan.names);
      expect(again.plan.order).toEqual(state.plan.order);
      expect(again.phase).toEqual(state.phase);
    });
  });

  it('never completes a task after it was cancelled, nor starts it again', () => {
    forSeeds((seed) => {
      const { journal, state } = simulate(scenarioOf(seed, { growth: { cancels: 0.5 } }));
      const cancelled = new Set<number>();
      for (const event of journal) {
        if (event.type === 'task_cancelled') cancelled.add(event.task);
        if (event.type === 'attempt_started' || event.type === 'attempt_succeeded') {
          expect(cancelled.has(event.task)).toBe(false);
        }
      }
      for (const task of cancelled) expect(state.tasks[task]?.kind).toBe('cancelled');
    });
  });

  it('ends as it would have if all tasks had been there from the start, in whatever order they came', () => {
    forSeeds((seed) => {
      const scenario = scenarioOf(seed, { growth: { cancels: 0 } });
      const { state } = simulate(scenario);
      const expected = expectedEnds(scenario.specs, planned(scenario.specs), scenario.outcomes);
      const ends = new Map(state.tasks.map((task, index) => [state.plan.names[index] ?? '', task.kind as string]));
      expect(Object.fromEntries(ends)).toEqual(Object.fromEntries(expected));
    });
  });
});
