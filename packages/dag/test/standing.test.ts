import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advance,
  type Command,
  decodeEvent,
  encodeEvent,
  initialState,
  type RunEvent,
  type RunState,
  replay,
  type TaskSpec,
  wantedBy,
} from '../src/index.ts';
import { pick, randomGraph, seeded, withTraits } from './random-graph.ts';
import { planned, simulate } from './simulation.ts';

const waits: readonly TaskSpec[] = [
  { name: 'first', dependencies: [], isStanding: true },
  { name: 'second', dependencies: [], isStanding: true },
  { name: 'after', dependencies: ['first'] },
];

const given = (...commands: readonly Command[]): { state: RunState; events: RunEvent[] } => {
  const state = initialState(planned(waits));
  return { state, events: advance(state, [{ type: 'start', at: 0 }, ...commands]) };
};
const begun: readonly Command[] = [
  { type: 'grant', at: 1, task: 0 },
  { type: 'grant', at: 1, task: 1 },
];
const signal = (id: string, name = 'go', data: unknown = null): Command => ({
  type: 'signal',
  at: 2,
  signal: { id, name, data },
});
const took = (task: number, id: string): Command => ({
  type: 'succeed',
  at: 3,
  task,
  attempt: 1,
  output: { kind: 'inline', value: id },
  signal: id,
});

describe('a standing task', () => {
  it('given it is ready, then it wants to begin without asking for anything, and does not count among those in a slot', () => {
    const { state } = given();
    expect(wantedBy(state, 0)).toBe('begin');
    advance(state, begun);
    expect([state.running, state.standing]).toEqual([0, 2]);
    expect(wantedBy(state, 0)).toBe('invoke');
  });

  it('given its process died, then its attempt goes on; given its run was cancelled too, then its end is still asked for', () => {
    const { state } = given(...begun);
    expect(advance(state, [{ type: 'lose', at: 2, task: 0, attempt: 1 }])).toEqual([]);
    advance(state, [
      { type: 'cancel', at: 3, reason: 'enough' },
      { type: 'lose', at: 3, task: 0, attempt: 1 },
    ]);
    expect(wantedBy(state, 0)).toBe('stop');
    advance(state, [{ type: 'report_stopped', at: 4, task: 0, attempt: 1 }]);
    expect(state.tasks[0]?.kind).toBe('cancelled');
  });

  it('given a pause that ends what runs, then it stays as it is', () => {
    const { state } = given(...begun, { type: 'pause', at: 2, stop: true });
    expect(wantedBy(state, 0)).toBe('invoke');
  });

  it('given an answer, then only a standing task that runs takes it, once', () => {
    const yes: Command = {
      type: 'answer',
      at: 3,
      task: 0,
      answer: { kind: 'given', output: { kind: 'inline', value: 'yes' } },
    };
    const failure = {
      type: 'TaskExecutionError',
      code: 'APPROVAL_REJECTED',
      message: 'no',
      retryable: false,
      suggestions: [],
    };
    const no: Command = { type: 'answer', at: 3, task: 1, answer: { kind: 'refused', failure } };
    expect(given(yes).events.map(({ type }) => type)).toEqual(['run_started']);
    const { state, events } = given(...begun, yes, no, { ...no, task: 0 }, { ...yes, task: 2 });
    expect(events.slice(3).map(({ type }) => type)).toEqual(['attempt_succeeded', 'attempt_failed']);
    expect(state.tasks.map(({ kind }) => kind)).toEqual(['completed', 'failed', 'ready']);
  });

  it('given any run with crashes, then no attempt of a standing task is ever lost', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const { journal, plan } = simulate({
          specs: withTraits(random, randomGraph(random, 10)),
          outcomes: () => pick(random, ['succeeds', 'fails']),
          slots: 2,
          onFailure: 'continue',
          random,
          crashes: 0.2,
          noise: 0.1,
          aborts: 0.02,
        });
        const lost = journal.filter((event) => event.type === 'attempt_lost');
        expect(lost.filter(({ task }) => plan.standing.has(task))).toEqual([]);
      }),
    );
  });
});

describe('signals', () => {
  it('given the same signal twice, then it is one; given a run that has ended, then it comes to nothing', () => {
    const { state } = given(signal('a'), signal('a'), signal('b'));
    expect([...state.signals.keys()]).toEqual(['a', 'b']);
    advance(state, [{ type: 'cancel', at: 3, reason: 'enough' }]);
    expect(state.phase.kind).toBe('ended');
    expect(advance(state, [signal('c')])).toEqual([]);
  });

  it('given signals that came before anybody waited, then each is taken once, oldest first', () => {
    const { state } = given(signal('a'), signal('b'), signal('x', 'other'), ...begun);
    const next = (): string | undefined => state.untaken.get('go')?.[0]?.id;
    expect(next()).toBe('a');
    advance(state, [took(0, 'a')]);
    expect(next()).toBe('b');
    advance(state, [took(1, 'b')]);
    expect(next()).toBeUndefined();
    expect([...state.untaken.keys()]).toEqual(['other']);
  });

  it('given two who waited at the same time, then one signal answers both', () => {
    const { state } = given(...begun, signal('a'), took(0, 'a'), took(1, 'a'));
    expect(state.tasks.slice(0, 2).map(({ kind }) => kind)).toEqual(['completed', 'completed']);
    expect(state.untaken.size).toBe(0);
  });

  it('given any order of signals and takings, then a replay of the stored events gives the same state', () => {
    const command = fc.oneof(
      fc
        .record({ id: fc.constantFrom('a', 'b', 'c'), name: fc.constantFrom('go', 'stop'), data: fc.jsonValue() })
        .map(({ id, name, data }) => signal(`${id}${name}`, name, data)),
      fc
        .record({ task: fc.nat({ max: 1 }), id: fc.constantFrom('ago', 'bgo', 'cstop') })
        .map(({ task, id }) => took(task, id)),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        const { state, events } = given(...begun, ...commands);
        const again = initialState(planned(waits));
        replay(
          again,
          events.map((event) => decodeEvent(encodeEvent(event))),
        );
        // JSON has no negative zero.
        const plain = ({ signals, untaken, tasks }: RunState): unknown =>
          JSON.stringify([[...signals], [...untaken], tasks]);
        expect(plain(again)).toEqual(plain(state));
      }),
    );
  });
});

describe('work that is done again', () => {
  it('given rounds, then attempts rise, failures count anew in each, and each waits for its time', () => {
    const retry = { maxRetries: 1, delayMs: 1_000, factor: 1, capMs: 1_000, jitter: 0 };
    const state = initialState(planned([{ name: 'poll', dependencies: [], retry }]));
    const failure = { type: 'TaskExecutionError', code: 'X', message: 'no', retryable: true, suggestions: [] };
    const round = (attempt: number, at: number): Command[] => [
      { type: 'grant', at, task: 0 },
      { type: 'fail', at, task: 0, attempt, failure, random: 0.5 },
      { type: 'wake', at, task: 0, attempt: attempt + 1 },
      { type: 'grant', at, task: 0 },
    ];
    advance(state, [
      { type: 'start', at: 0 },
      ...round(1, 0),
      { type: 'repeat', at: 1, task: 0, attempt: 2, due: 5_000 },
    ]);
    expect(state.tasks[0]).toEqual({ kind: 'backing_off', attempt: 3, failed: 0, rounds: 1, until: 5_000 });
    advance(state, [{ type: 'wake', at: 5_000, task: 0, attempt: 3 }, ...round(3, 5_000)]);
    expect(state.tasks[0]).toMatchObject({ kind: 'running', attempt: 4, failed: 1, rounds: 1 });
    advance(state, [{ type: 'succeed', at: 6_000, task: 0, attempt: 4, output: { kind: 'inline', value: 1 } }]);
    expect(state.tasks[0]).toMatchObject({ kind: 'completed', attempt: 4 });
  });
});
