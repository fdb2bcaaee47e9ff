import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  courseOf,
  expectedPath,
  GrowingPlan,
  initialState,
  isSettled,
  type Plan,
  pathTimes,
  pathTo,
  type RunEvent,
  type RunState,
  replay,
  stageOf,
  stageRank,
  type TaskSpec,
} from '../src/index.ts';
import { randomGraph, seeded } from './random-graph.ts';
import { planned, type Simulated, simulate } from './simulation.ts';
import { simulatedStages, staged } from './staged-run.ts';

const RUNS = Number(process.env.FC_RUNS ?? 500);

function forSeeds(check: (seed: number) => void): void {
  fc.assert(fc.property(fc.integer(), check), { numRuns: RUNS });
}

/** Any run: one with stages, or one that grows. */
function anyRun(seed: number): Simulated & { readonly fresh: () => RunState } {
  if (seed % 3 !== 0) {
    // A task whose stage is not open has no time that could be over.
    const run = simulatedStages(seed, { timeOuts: 0 });
    return { ...run, fresh: () => initialState(run.plan, run.state.onFailure) };
  }
  const random = seeded(seed);
  const run = simulate({
    specs: randomGraph(random, 10),
    outcomes: (task, failed) => (task % 4 === 1 && failed === 0 ? 'fails' : 'succeeds'),
    slots: 1 + Math.floor(random() * 3),
    onFailure: 'continue',
    random,
    crashes: 0.05,
    noise: 0,
    aborts: 0.02,
    pauses: 0.05,
    growth: { cancels: 0.05 },
  });
  return { ...run, fresh: () => initialState(new GrowingPlan()) };
}

const task = (name: string, ...dependencies: string[]): TaskSpec => ({ name, dependencies });
const start: RunEvent = { type: 'run_started', at: 0 };
const began = (index: number, at: number, attempt = 1): RunEvent => ({
  type: 'attempt_started',
  task: index,
  attempt,
  at,
});
const done = (index: number, at: number, attempt = 1): RunEvent => ({
  type: 'attempt_succeeded',
  task: index,
  attempt,
  at,
  output: { kind: 'inline', value: null },
});
const ended = (at: number): RunEvent => ({ type: 'run_ended', at, status: 'completed' });

/** The path through a finished run of these tasks, by name, and what its time was spent on. */
function pathOf(specs: readonly TaskSpec[], events: readonly RunEvent[], slots = 10) {
  const plan = planned(specs);
  const course = courseOf(initialState(plan), events);
  const tasks = pathTo(course, course.last);
  const { worked, waits } = pathTimes(initialState(plan), events, { tasks, slots });
  const name = (index: number | undefined) => (index === undefined ? undefined : plan.names[index]);
  return {
    path: tasks.map(name),
    worked,
    waits: waits.map(({ task: index, for: why, milliseconds, freedBy }) => [
      name(index),
      why,
      milliseconds,
      ...(freedBy === undefined ? [] : [name(freedBy)]),
    ]),
  };
}

describe('the path that a run took', () => {
  const diamond = [task('a'), task('b', 'a'), task('c', 'a'), task('d', 'b', 'c')];

  it('given dependencies that end one after the other, then it leads over the last of them, however long each took', () => {
    const events = [
      start,
      began(0, 0),
      done(0, 10),
      began(1, 10),
      began(2, 25),
      done(1, 30),
      done(2, 31),
      began(3, 31),
      done(3, 40),
      ended(40),
    ];
    expect(pathOf(diamond, events, 1)).toEqual({
      path: ['a', 'c', 'd'],
      worked: 25,
      waits: [['c', 'slot', 15]],
    });
  });

  it('given a task that waits until another lets go of the slot, then the wait says who', () => {
    const events = [start, began(0, 0), done(0, 10), began(1, 12), done(1, 15), ended(16)];
    expect(pathOf([task('x'), task('y')], events, 1)).toEqual({
      path: ['y'],
      worked: 3,
      waits: [
        ['y', 'slot', 10, 'x'],
        ['y', 'other', 2, 'x'],
        [undefined, 'other', 1],
      ],
    });
  });

  it('given a pause, a condition and a process that died, then what stood still for each is told apart', () => {
    const specs = [{ ...task('a'), isConditional: true }, task('b', 'a')];
    const events: RunEvent[] = [
      start,
      { type: 'condition_met', task: 0, at: 4 },
      began(0, 4),
      { type: 'run_paused', at: 6, stop: false },
      done(0, 10),
      { type: 'run_continued', at: 17 },
      began(1, 17),
      { type: 'attempt_lost', task: 1, attempt: 1, at: 60 },
      began(1, 60, 2),
      done(1, 65, 2),
      ended(65),
    ];
    expect(pathOf(specs, events)).toEqual({
      path: ['a', 'b'],
      worked: 11,
      waits: [
        ['a', 'condition', 4],
        ['b', 'pause', 7],
        ['b', 'interruption', 43],
      ],
    });
  });

  it('given a retry, then the delay between two attempts belongs to the task', () => {
    const failure = { type: 'Error', code: 'FAILED', message: 'boom', retryable: true, suggestions: [] };
    const events: RunEvent[] = [
      start,
      began(0, 0),
      { type: 'attempt_failed', task: 0, attempt: 1, at: 2, failure, retryAt: 5 },
      { type: 'backoff_ended', task: 0, attempt: 2, at: 5 },
      began(0, 5, 2),
      done(0, 9, 2),
      ended(9),
    ];
    expect(pathOf([task('a')], events)).toEqual({ path: ['a'], worked: 9, waits: [] });
  });

  it('given a step for the end of the run, then what it waited for is the last of the steps before', () => {
    const specs: TaskSpec[] = [task('a'), task('b'), { ...task('clean'), stage: 'finally' }];
    const events = [start, began(0, 0), began(1, 0), done(1, 5), done(0, 9), began(2, 9), done(2, 10), ended(10)];
    expect(pathOf(specs, events)).toEqual({ path: ['a', 'clean'], worked: 10, waits: [] });
  });

  it('given a run that goes on, then its time is counted until now, and not after its process died', () => {
    const plan = planned([task('a')]);
    const until = (isInterrupted: boolean) =>
      pathTimes(initialState(plan), [start, began(0, 2)], {
        tasks: [0],
        slots: 1,
        until: { at: 9, isInterrupted },
      });
    expect(until(false)).toMatchObject({ worked: 7, waits: [{ for: 'other', milliseconds: 2 }] });
    expect(until(true)).toMatchObject({
      worked: 0,
      waits: [{ for: 'other' }, { for: 'interruption', milliseconds: 7 }],
    });
  });

  it('given any run, then each of its tasks came up with the end of the one before, and nothing ended after the last', () => {
    forSeeds((seed) => {
      const { journal, fresh, state, plan } = anyRun(seed);
      const course = courseOf(fresh(), journal);
      expect(course.state.tasks).toEqual(state.tasks);
      const path = pathTo(course, course.last);
      const endOf = (index: number): number =>
        journal.findLastIndex((event) => 'task' in event && event.task === index);
      for (const [place, before] of path.slice(0, -1).entries()) {
        const next = path[place + 1] ?? -1;
        expect(isReal(plan, before, next), `${plan.names[before]} before ${plan.names[next]}`).toBe(true);
        expect(kindAt(fresh(), journal, endOf(before), next)).toBe('waiting');
        // A cancel may open a later stage when all before it has ended.
        const isOpened = plan.late.has(next) && journal.slice(endOf(before)).some(isAbort);
        if (!isOpened) expect(kindAt(fresh(), journal, endOf(before) + 1, next)).not.toBe('waiting');
      }
      const ends = state.tasks.map((_, index) => endOf(index)).filter((end) => hasEnded(fresh(), journal, end));
      expect(ends.length === 0 ? -1 : Math.max(...ends)).toBe(endOf(path.at(-1) ?? -1));
    });
  });

  it('given any run, then what it worked and what it waited for are the whole time of the run', () => {
    forSeeds((seed) => {
      const { journal, fresh } = anyRun(seed);
      const course = courseOf(fresh(), journal);
      const tasks = pathTo(course, course.last);
      const { worked, waits } = pathTimes(fresh(), journal, { tasks, slots: 2 });
      const whole = (journal.at(-1)?.at ?? 0) - (journal[0]?.at ?? 0);
      expect(waits.reduce((sum, { milliseconds }) => sum + milliseconds, worked)).toBe(whole);
      for (const { milliseconds, task: index } of waits) {
        expect(milliseconds).toBeGreaterThan(0);
        if (index !== undefined) expect(tasks).toContain(index);
      }
    });
  });

  it('given a chain of 100,000 tasks, then it is followed without a stack', () => {
    const size = 100_000;
    const plan = planned(
      Array.from({ length: size }, (_, index) => task(`${index}`, ...(index === 0 ? [] : [`${index - 1}`]))),
    );
    const events = [
      start,
      ...Array.from({ length: size }, (_, index) => [began(index, index), done(index, index + 1)]).flat(),
    ];
    const course = courseOf(initialState(plan), events);
    const tasks = pathTo(course, course.last);
    expect(tasks).toHaveLength(size);
    expect(pathTimes(initialState(plan), events, { tasks, slots: 1 })).toEqual({ worked: size, waits: [] });
  });
});

const isAbort = ({ type }: RunEvent): boolean => type === 'cancel_requested' || type === 'run_timed_out';

/** The state of a task after so many events. */
function kindAt(state: RunState, journal: readonly RunEvent[], events: number, index: number): string {
  replay(state, journal.slice(0, events));
  return state.tasks[index]?.kind ?? 'waiting';
}

/** Whether the task of that event was over with it, and not by a later cancel of the run. */
function hasEnded(state: RunState, journal: readonly RunEvent[], place: number): boolean {
  const event = journal[place];
  if (event === undefined || !('task' in event)) return false;
  replay(state, journal.slice(0, place + 1));
  const task = state.tasks[event.task];
  return task !== undefined && isSettled(task);
}

/** `after` depends on `before`, over however many others, or stands in a later stage. */
function isReal(plan: Plan, before: number, after: number): boolean {
  if (stageRank(stageOf(plan, before)) < stageRank(stageOf(plan, after))) return true;
  const open = [after];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const own = plan.dependencies.subarray(plan.dependencyStart[next], plan.dependencyStart[next + 1]);
    if (own.includes(before)) return true;
    open.push(...own);
  }
  return false;
}

describe('the path that is left', () => {
  it('given tasks of different length, then it is the chain that takes longest; of equal ones, that of more tasks', () => {
    const { tasks, ...rest } = initialState(planned([task('a'), task('b'), task('c', 'b'), task('d', 'a')]));
    const left = (durations: readonly (number | undefined)[]) =>
      expectedPath({ ...rest }, (index) => (tasks[index] === undefined ? undefined : durations[index]));
    expect(left([5, 1, 1, 0])).toEqual({ tasks: [0, 3], duration: 5 });
    expect(left([undefined, 1, 7, 3])).toEqual({ tasks: [1, 2], duration: 8 });
    expect(left([undefined, undefined, undefined, 3])).toEqual({ tasks: [3], duration: 3 });
    expect(left([0, 0, 0, undefined])).toEqual({ tasks: [1, 2], duration: 0 });
    expect(left([])).toEqual({ tasks: [], duration: 0 });
  });

  it('given any graph with stages, any of whose tasks are over, then no chain that can be is longer', () => {
    forSeeds((seed) => {
      const random = seeded(seed);
      const plan = planned(staged(random));
      const durations = plan.names.map(() => (random() < 0.3 ? undefined : Math.floor(random() * 5)));
      const found = expectedPath({ plan }, (index) => durations[index]);
      expect(found.tasks.reduce((sum, index) => sum + (durations[index] ?? Number.NaN), 0)).toBe(found.duration);
      for (const [place, before] of found.tasks.slice(0, -1).entries()) {
        expect(isReal(plan, before, found.tasks[place + 1] ?? -1)).toBe(true);
      }
      expect(found.duration).toBe(Math.max(0, ...finishes(plan, durations)));
      expect(found.tasks.length > 0).toBe(durations.some((duration) => duration !== undefined));
    });
  });
});

/** When each task would end, looked for until nothing changes any more. */
function finishes(plan: Plan, durations: readonly (number | undefined)[]): number[] {
  const finish = plan.names.map(() => 0);
  const rank = (index: number) => stageRank(stageOf(plan, index));
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const [index, duration] of durations.entries()) {
      if (duration === undefined) continue;
      const own = plan.dependencies.subarray(plan.dependencyStart[index], plan.dependencyStart[index + 1]);
      const before = finish.filter((_, other) => own.includes(other) || rank(other) < rank(index));
      const end = Math.max(0, ...before) + duration;
      if (end !== finish[index]) isChanged = true;
      finish[index] = end;
    }
  }
  return finish;
}

it('given a run before its first event, then nothing is on its path', () => {
  const { state, last } = courseOf(initialState(planned([task('a')])), []);
  expect(last).toBeUndefined();
  expect(state.tasks.some(isSettled)).toBe(false);
  expect(pathTo({ after: [] }, undefined)).toEqual([]);
});
