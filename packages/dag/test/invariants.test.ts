import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialState, isPausedAfter, type OnFailure, type RunEvent, replay } from '../src/index.ts';
import { pick, randomGraph, seeded, withTraits } from './random-graph.ts';
import { allSettled, expectedEnds, type Outcome, type Outcomes, type Scenario, simulate } from './simulation.ts';

const RUNS = Number(process.env.FC_RUNS ?? 1_500);

function randomOutcomes(random: () => number): Outcomes {
  const drawn = new Map<string, Outcome>();
  return (task, failed) => {
    const key = `${task}/${failed}`;
    const outcome =
      drawn.get(key) ??
      pick<Outcome>(random, ['succeeds', 'succeeds', 'succeeds', 'fails', 'fails for good', 'declines']);
    drawn.set(key, outcome);
    return outcome;
  };
}

function scenarioOf(seed: number, trouble: Partial<Scenario>): Scenario {
  const random = seeded(seed);
  return {
    specs: withTraits(random, randomGraph(random, 16)),
    outcomes: randomOutcomes(random),
    rounds: (task) => (task % 6 === 3 ? 2 : 0),
    slots: 1 + Math.floor(random() * 4),
    onFailure: 'continue',
    random,
    crashes: 0,
    noise: 0,
    aborts: 0,
    ...trouble,
  };
}

/** fast-check prints the failing seed; `simulate(scenarioOf(seed, …))` then repeats it exactly. */
function forSeeds(check: (seed: number) => void): void {
  fc.assert(fc.property(fc.integer(), check), { numRuns: RUNS });
}

const trouble = { crashes: 0.08, noise: 0.3, pauses: 0.1 } as const;
const everyTrouble = { ...trouble, aborts: 0.02, timeOuts: 0.05 } as const;

describe('a run, over random graphs, outcomes, orders, crashes at any append and late reports', () => {
  it('R1: starts no attempt before every dependency settled', {
    meta: {
      specification: [
        '1.contract.handle_dependencies',
        '1.guideline.execution.dependency_order',
        '1.gate.dependency_resolution',
        '2.contract.dependency_management',
      ],
    },
  }, () => {
    forSeeds((seed) => {
      const { journal, plan } = simulate(scenarioOf(seed, everyTrouble));
      const ended = new Set<number>();
      for (const event of journal) {
        if (event.type === 'attempt_started') {
          const waitsFor = plan.dependencies.subarray(
            plan.dependencyStart[event.task],
            plan.dependencyStart[event.task + 1],
          );
          for (const dependency of waitsFor)
            expect(ended.has(dependency) || wasNeverStarted(journal, dependency)).toBe(true);
        }
        if (endsTask(event)) ended.add(event.task);
      }
    });
  });

  it('R2: never runs more tasks than there are slots', {
    meta: { specification: ['2.performance.concurrency_limits'] },
  }, () => {
    forSeeds((seed) => {
      const scenario = scenarioOf(seed, everyTrouble);
      expect(simulate(scenario).mostRunning).toBeLessThanOrEqual(scenario.slots);
    });
  });

  it('R3: counts attempts up by one, and failed ones never pass the maximum', () => {
    forSeeds((seed) => {
      const scenario = scenarioOf(seed, everyTrouble);
      const { journal, plan } = simulate(scenario);
      const attempts = new Array<number>(plan.size).fill(0);
      const failed = new Array<number>(plan.size).fill(0);
      for (const event of journal) {
        if (event.type === 'attempt_started') expect(event.attempt).toBe(++attempts[event.task]!);
        if (event.type === 'attempt_failed') failed[event.task]!++;
        if (event.type === 'attempt_repeated') failed[event.task] = 0;
      }
      for (const [task, count] of failed.entries()) {
        expect(count).toBeLessThanOrEqual((plan.retries[task]?.maxRetries ?? 0) + 1);
      }
    });
  });

  it('R4: ends exactly once, as the last fact, with everything settled', {
    meta: { specification: ['1.contract.workflow_integrity'] },
  }, () => {
    forSeeds((seed) => {
      const { journal, state } = simulate(scenarioOf(seed, everyTrouble));
      expect(journal.filter((event) => event.type === 'run_ended')).toHaveLength(1);
      expect(journal.at(-1)?.type).toBe('run_ended');
      expect(allSettled(state)).toBe(true);
      expect(state.running).toBe(0);
      expect(state.standing).toBe(0);
    });
  });

  it('R5: neither loses nor replaces a committed output', () => {
    forSeeds((seed) => {
      const { journal, state } = simulate(scenarioOf(seed, everyTrouble));
      const committed = new Map<number, unknown>();
      for (const event of journal) {
        if (event.type !== 'attempt_succeeded') continue;
        expect(committed.has(event.task)).toBe(false);
        committed.set(event.task, event.output);
      }
      for (const [task, output] of committed) expect(state.tasks[task]).toMatchObject({ kind: 'completed', output });
    });
  });

  it('R6: is the same state again when its journal is replayed, whole or at any length', () => {
    forSeeds((seed) => {
      const { journal, plan, state } = simulate(scenarioOf(seed, everyTrouble));
      const again = initialState(plan);
      replay(again, journal);
      expect({ ...again, changed: [] }).toEqual({ ...state, changed: [], onFailure: 'continue' });
      const prefix = initialState(plan);
      const half = Math.floor(journal.length / 2);
      replay(prefix, journal.slice(0, half));
      replay(prefix, journal.slice(half));
      expect(prefix.tasks).toEqual(again.tasks);
    });
  });

  it('R9: reports of other attempts than the running one change nothing', () => {
    forSeeds((seed) => {
      const quiet = simulate(scenarioOf(seed, {}));
      const { journal } = simulate(scenarioOf(seed, { noise: 0.8 }));
      expect(journal.some((event) => JSON.stringify(event).includes('too late'))).toBe(false);
      expect(journal.filter((event) => event.type === 'run_started')).toHaveLength(1);
      expect(quiet.state.phase.kind).toBe('ended');
    });
  });

  it('ends as it would have without crashes, in whatever order things happened', () => {
    forSeeds((seed) => {
      const scenario = scenarioOf(seed, trouble);
      const { plan, state } = simulate(scenario);
      const expected = expectedEnds(scenario.specs, plan, scenario.outcomes);
      const ends = new Map(state.tasks.map((task, index) => [plan.names[index]!, task.kind]));
      expect(ends).toEqual(new Map(plan.names.map((name) => [name, expected.get(name)])));
      const failed = scenario.specs.some(
        ({ name, isOptional }) => isOptional !== true && expected.get(name) === 'failed',
      );
      expect(state.phase).toMatchObject({ kind: 'ended', status: failed ? 'failed' : 'completed' });
    });
  });

  it('starts nothing more after a failure when it stops at the first, but for work that is under way in rounds', () => {
    forSeeds((seed) => {
      const { journal, plan } = simulate(
        scenarioOf(seed, { ...trouble, crashes: 0, pauses: 0, onFailure: 'stop' satisfies OnFailure }),
      );
      const first = journal.findIndex((event) => failsTask(event) && !plan.optional.has(event.task));
      const after = first < 0 ? [] : journal.slice(first).filter((event) => event.type === 'attempt_started');
      const inRounds = new Set(journal.flatMap((event) => (event.type === 'attempt_repeated' ? [event.task] : [])));
      expect(after.filter(({ task }) => !inRounds.has(task))).toEqual([]);
      expect(plan.size).toBeGreaterThanOrEqual(0);
    });
  });

  it('starts nothing while it is paused', () => {
    forSeeds((seed) => {
      const { journal } = simulate(scenarioOf(seed, { ...everyTrouble, pauses: 0.3 }));
      let isPaused = false;
      for (const event of journal) {
        if (event.type === 'run_paused') isPaused = true;
        else if (
          event.type === 'run_continued' ||
          event.type === 'cancel_requested' ||
          event.type === 'run_timed_out'
        ) {
          isPaused = false;
        } else if (event.type === 'attempt_started') expect(isPaused).toBe(false);
      }
    });
  });

  it('tells by the last of the facts about pauses, at any length of its journal, whether it is paused', () => {
    forSeeds((seed) => {
      const { journal, plan } = simulate(scenarioOf(seed, { ...everyTrouble, pauses: 0.3 }));
      const state = initialState(plan);
      let isPaused = false;
      for (const event of journal) {
        replay(state, [event]);
        isPaused = isPausedAfter(event) ?? isPaused;
        if (event.type !== 'run_ended') expect(state.pause !== undefined).toBe(isPaused);
      }
    });
  });

  it('starts nothing more after a cancel, and ends as cancelled', () => {
    forSeeds((seed) => {
      const { journal, state } = simulate(scenarioOf(seed, { ...trouble, aborts: 0.2 }));
      const aborted = journal.findIndex((event) => event.type === 'cancel_requested' || event.type === 'run_timed_out');
      if (aborted < 0) return;
      const after = journal.slice(aborted);
      expect(after.filter((event) => event.type === 'attempt_started' || event.type === 'attempt_succeeded')).toEqual(
        [],
      );
      const status = journal[aborted]?.type === 'cancel_requested' ? 'cancelled' : 'failed';
      expect(state.phase).toMatchObject({ kind: 'ended', status });
    });
  });
});

type TaskEvent = Extract<RunEvent, { task: number }>;

function failsTask(event: RunEvent): event is TaskEvent {
  return (event.type === 'attempt_failed' && event.retryAt === null) || event.type === 'task_failed';
}

function endsTask(event: RunEvent): event is TaskEvent {
  switch (event.type) {
    case 'attempt_succeeded':
    case 'attempt_declined':
    case 'attempt_cancelled':
    case 'condition_unmet':
    case 'task_failed':
      return true;
    case 'attempt_failed':
      return event.retryAt === null;
    default:
      return false;
  }
}

/** Skipped tasks settle without a fact of their own. */
function wasNeverStarted(journal: readonly RunEvent[], task: number): boolean {
  return !journal.some((event) => event.type === 'attempt_started' && event.task === task);
}
