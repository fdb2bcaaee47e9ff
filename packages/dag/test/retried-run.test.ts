import { failureFrom } from '@codomyrmex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advance,
  againText,
  type Command,
  decodeEvent,
  encodeEvent,
  initialState,
  type OnFailure,
  type Output,
  planRetry,
  type RetryChoice,
  type RunEvent,
  type RunRetry,
  type RunState,
  replay,
  type TaskSpec,
} from '../src/index.ts';
import { pick, randomGraph, seeded, withTraits } from './random-graph.ts';
import { expectedEnds, type Outcome, type Outcomes, planned, type Scenario, simulate } from './simulation.ts';

const RUNS = Number(process.env.FC_RUNS ?? 1_000);
const at = 1;

const nothing: RetryChoice = { chosen: new Set(), changed: new Map(), given: new Map() };
const inline = (value: unknown): Output => ({ kind: 'inline', value });

function randomOutcomes(random: () => number): Outcomes {
  const drawn = new Map<string, Outcome>();
  return (task, failed) => {
    const key = `${task}/${failed}`;
    const outcome = drawn.get(key) ?? pick<Outcome>(random, ['succeeds', 'succeeds', 'succeeds', 'fails', 'declines']);
    drawn.set(key, outcome);
    return outcome;
  };
}

interface Retried {
  readonly specs: readonly TaskSpec[];
  readonly earlier: RunState;
  readonly choice: RetryChoice;
  readonly retry: RunRetry;
  readonly scenario: Scenario;
}

/** A run in trouble, and what somebody wants of its retry. */
function retried(seed: number, trouble: Partial<Scenario>): Retried {
  const random = seeded(seed);
  const specs = withTraits(random, randomGraph(random, 14));
  const quiet = { specs, slots: 3, onFailure: 'continue' as OnFailure, random, crashes: 0, noise: 0, aborts: 0 };
  const first = simulate({ ...quiet, outcomes: randomOutcomes(random), aborts: 0.05, timeOuts: 0.05, crashes: 0.05 });
  const tasks = first.state.tasks.map((_, task) => task);
  const completed = tasks.filter((task) => first.state.tasks[task]?.kind === 'completed');
  const choice = {
    chosen: new Set(tasks.filter(() => random() < 0.1)),
    changed: new Map(tasks.filter(() => random() < 0.1).map((task): [number, string] => [task, 'p'])),
    given: new Map(completed.filter(() => random() < 0.1).map((task): [number, Output] => [task, inline('given')])),
  };
  const planned = planRetry('earlier', first.state, choice);
  // Nothing here has items: that they are named is all that the kernel does about it.
  const again = planned.again.map((one) => (one.task % 3 === 0 ? { ...one, keeps: `earlier~${one.task}` } : one));
  const retry = { ...planned, again };
  const scenario = { ...quiet, outcomes: randomOutcomes(random), retry, ...trouble };
  return { specs, earlier: first.state, choice, retry, scenario };
}

function forSeeds(check: (seed: number) => void): void {
  fc.assert(fc.property(fc.integer(), check), { numRuns: RUNS });
}

describe('a run that makes an earlier one again, over random graphs, ends, choices and crashes', () => {
  it('carries over what completed, was not chosen or changed, and depends on nothing that runs again', () => {
    forSeeds((seed) => {
      const { earlier, choice, retry } = retried(seed, {});
      const { plan } = earlier;
      const carried = new Set(retry.carried.map(({ task }) => task));
      const again = new Set(retry.again.map(({ task }) => task));
      expect(retry.carried.length + retry.again.length).toBe(plan.size);
      expect(new Set([...carried, ...again]).size).toBe(plan.size);
      for (let task = 0; task < plan.size; task++) {
        const dependencies = plan.dependencies.subarray(plan.dependencyStart[task], plan.dependencyStart[task + 1]);
        const isSame = dependencies.every((dependency) => carried.has(dependency) && !choice.given.has(dependency));
        const isKept =
          earlier.tasks[task]?.kind === 'completed' && !choice.chosen.has(task) && !choice.changed.has(task);
        expect(carried.has(task)).toBe(choice.given.has(task) || (isKept && isSame));
      }
    });
  });

  it('never runs what was carried over, and keeps its output', () => {
    forSeeds((seed) => {
      const { earlier, retry, scenario } = retried(seed, { crashes: 0.1, noise: 0.3, aborts: 0.03, pauses: 0.1 });
      const { journal, state } = simulate(scenario);
      const started = new Set(journal.flatMap((event) => (event.type === 'attempt_started' ? [event.task] : [])));
      for (const { task, output, isGiven } of retry.carried) {
        expect(started.has(task)).toBe(false);
        expect(state.tasks[task]).toMatchObject({ kind: 'completed', attempt: 0, output });
        if (isGiven !== true) expect(earlier.tasks[task]).toMatchObject({ output });
      }
    });
  });

  it('ends everything else as in a run where those outputs had been produced', () => {
    forSeeds((seed) => {
      const { specs, retry, scenario } = retried(seed, { crashes: 0.1, noise: 0.3, pauses: 0.1 });
      const { plan, state } = simulate(scenario);
      const carried = new Set(retry.carried.map(({ task }) => task));
      const expected = expectedEnds(specs, plan, scenario.outcomes, carried);
      const ends = new Map(state.tasks.map((task, index) => [plan.names[index], task.kind]));
      expect(ends).toEqual(new Map(plan.names.map((name) => [name, expected.get(name)])));
    });
  });

  it('is the same state again when its stored events are replayed', () => {
    forSeeds((seed) => {
      const { retry, scenario } = retried(seed, { crashes: 0.1, aborts: 0.03 });
      const { journal, plan, state } = simulate(scenario);
      const again = initialState(plan);
      replay(
        again,
        journal.map((event) => decodeEvent(encodeEvent(event))),
      );
      expect({ ...again, changed: [] }).toEqual({ ...state, changed: [] });
      expect(again.retryOf).toBe('earlier');
      const kept = retry.again.flatMap(({ task, keeps }) => (keeps === undefined ? [] : [[task, keeps]]));
      expect([...(again.keeps ?? [])]).toEqual(kept);
    });
  });
});

const failure = failureFrom(new Error('boom'));

/** Runs tasks by name until nothing is ready: those in `failing` fail. */
function carry(state: RunState, failing: readonly string[], start: Command = { type: 'start', at }): RunEvent[] {
  const events = advance(state, [start]);
  for (let task = state.tasks.findIndex(({ kind }) => kind === 'ready'); task >= 0; ) {
    const fails = failing.includes(state.plan.names[task] ?? '');
    events.push(
      ...advance(state, [
        { type: 'grant', at, task },
        fails
          ? { type: 'fail', at, task, attempt: 1, failure, random: 0 }
          : { type: 'succeed', at, task, attempt: 1, output: inline(state.plan.names[task]) },
      ]),
    );
    task = state.tasks.findIndex(({ kind }) => kind === 'ready');
  }
  return events;
}

const spec = (name: string, dependencies: string[] = [], more: Partial<TaskSpec> = {}): TaskSpec => ({
  name,
  dependencies,
  ...more,
});

describe('what is carried over', () => {
  it('given a run that was rolled back, then what was undone runs again, and what is done at the end is never carried', () => {
    const specs = [
      spec('a'),
      spec('b'),
      spec('c', ['b']),
      spec('a.compensate', [], { stage: 'undo', undoes: 'a', runOn: 'always' }),
      spec('tidy', [], { stage: 'finally' }),
    ];
    const earlier = initialState(planned(specs), 'rollback');
    carry(earlier, ['c']);
    const retry = planRetry('r', earlier, nothing);
    expect(retry.carried.map(({ task }) => task)).toEqual([1]);
    expect(retry.again.map((one) => againText(earlier.plan, 'r', one))).toEqual([
      'was undone in run r',
      'failed in run r',
    ]);
    const next = initialState(planned(specs), 'rollback');
    const events = carry(next, [], { type: 'start', at, retry });
    expect(events.flatMap((event) => (event.type === 'attempt_started' ? [next.plan.names[event.task]] : []))).toEqual([
      'a',
      'c',
      'tidy',
    ]);
    expect(next.phase).toMatchObject({ kind: 'ended', status: 'completed' });
  });

  it('given a retry that fails in its turn, then what was carried over is undone with the rest', () => {
    const specs = [spec('a'), spec('b', ['a']), spec('undo', [], { stage: 'undo', undoes: 'a', runOn: 'always' })];
    const earlier = initialState(planned(specs), 'continue');
    carry(earlier, ['b']);
    const next = initialState(planned(specs), 'rollback');
    carry(next, ['b'], { type: 'start', at, retry: planRetry('r', earlier, nothing) });
    expect(next.tasks.map(({ kind }) => kind)).toEqual(['completed', 'failed', 'completed']);
    expect(next.tasks[0]).toMatchObject({ attempt: 0 });
  });

  it('given each reason to run again, then it is told', () => {
    const specs = [
      spec('failed'),
      spec('chosen'),
      spec('changed'),
      spec('given'),
      spec('after_failed', ['failed']),
      spec('after_given', ['given']),
      spec('kept'),
    ];
    const earlier = initialState(planned(specs));
    carry(earlier, ['failed']);
    const retry = planRetry('r', earlier, {
      chosen: new Set([1]),
      changed: new Map([[2, 'p']]),
      given: new Map([[3, inline('mine')]]),
    });
    expect(retry.again.map((one) => againText(earlier.plan, 'r', one))).toEqual([
      'failed in run r',
      'from chosen',
      'parameter p changed',
      'follows failed',
      'follows given, whose output was given',
    ]);
    expect(retry.carried).toEqual([
      { task: 3, output: inline('mine'), isGiven: true },
      { task: 6, output: inline('kept') },
    ]);
  });

  it('given a hundred thousand tasks in one chain that all completed, then they are one event, and the run ends with it', () => {
    const specs = Array.from({ length: 100_000 }, (_, index) =>
      spec(`t${index}`, index === 0 ? [] : [`t${index - 1}`]),
    );
    const graph = planned(specs);
    const earlier = initialState(graph);
    const carried = specs.map((_, task) => ({ task, output: inline(task) }));
    const done = advance(earlier, [{ type: 'start', at, retry: { of: 'r', carried, again: [] } }]);
    expect(done.map(({ type }) => type)).toEqual(['run_started', 'run_ended']);
    const from = { ...nothing, chosen: new Set([99_998]) };
    expect(planRetry('s', earlier, from).again.map(({ task }) => task)).toEqual([99_998, 99_999]);
  });

  it.each([
    ['twice', [0, 0]],
    ['that is not there', [7]],
    ['of a later stage', [1]],
  ])('given a stored task %s, then the journal is said to be damaged', (_, tasks) => {
    const state = initialState(planned([spec('a'), spec('z', [], { stage: 'finally' })]));
    const carried = tasks.map((task) => ({ task, output: inline(1) }));
    expect(() => replay(state, [{ type: 'run_started', at, retry: { of: 'r', carried, again: [] } }])).toThrow(
      expect.objectContaining({ code: 'JOURNAL_CORRUPT' }),
    );
  });
});
