import { type Failure, failureFrom, type TriggerRule } from '@codomyrmex/core';
import {
  type AddedTask,
  advance,
  type Command,
  GrowingPlan,
  initialState,
  isSettled,
  type OnFailure,
  type Plan,
  plan,
  type RunEvent,
  type RunRetry,
  type RunState,
  replay,
  type TaskSpec,
  type Verdict,
  wantedBy,
} from '../src/index.ts';
import { pick } from './random-graph.ts';

/** How the attempt of a task ends that has failed so often before: the same whatever happened in between. */
export type Outcome = 'succeeds' | 'fails' | 'fails for good' | 'declines';
export type Outcomes = (task: number, failed: number) => Outcome;

const failure: Failure = failureFrom(new Error('boom'));

export interface Scenario {
  readonly specs: readonly TaskSpec[];
  readonly outcomes: Outcomes;
  readonly slots: number;
  readonly onFailure: OnFailure;
  readonly random: () => number;
  /** Chance, at each turn, that the process dies with the events of that turn not yet stored. */
  readonly crashes: number;
  /** Chance, at each turn, of a report that belongs to no running attempt. */
  readonly noise: number;
  /** Chance, at each turn, that somebody cancels or the time is up. */
  readonly aborts: number;
  /** Chance, at each turn, that the time of some task is over. */
  readonly timeOuts?: number;
  /** Chance, at each turn, that somebody pauses the run or lets it go on. */
  readonly pauses?: number;
  /** Present when the run makes an earlier one again. */
  readonly retry?: RunRetry;
  /** Present when the tasks come while the run runs, in any order: chance, at each turn, that one of them is cancelled. */
  readonly growth?: {
    readonly cancels: number;
  };
  /** How often the work of a task is done before it is good; once unless given. */
  readonly rounds?: (task: number) => number;
}

export interface Simulated {
  readonly plan: Plan;
  readonly state: RunState;
  readonly journal: readonly RunEvent[];
  readonly crashes: number;
  /** Most tasks that were running at once. */
  readonly mostRunning: number;
}

export function planned(specs: readonly TaskSpec[]): Plan {
  const result = plan(specs);
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('\n'));
  return result.plan;
}

/** A runtime in miniature: random order of everything that a real one may order freely, on the pure core alone. */
export function simulate(scenario: Scenario): Simulated {
  const graph = planned(scenario.specs);
  const journal: RunEvent[] = [];
  const fresh = () => initialState(scenario.growth === undefined ? graph : new GrowingPlan(), scenario.onFailure);
  let state = fresh();
  let at = 1_000;
  let crashes = 0;
  let mostRunning = 0;
  const start = (): Command => ({ type: 'start', at, retry: scenario.retry });
  let pending: Command[] = [start()];
  for (let turn = 0; state.phase.kind !== 'ended'; turn++) {
    if (turn > 20_000) throw new Error(`no end after ${turn} turns: ${JSON.stringify(state.phase)}`);
    at += 1 + Math.floor(scenario.random() * 500);
    const events = advance(state, pending);
    if (scenario.random() < scenario.crashes) {
      crashes++;
      state = fresh();
      replay(state, journal);
      pending = journal.length === 0 ? [start()] : lost(state, at);
      continue;
    }
    journal.push(...events);
    mostRunning = Math.max(mostRunning, state.running);
    // Growth comes last: a release before a made-up grant would make it a true one.
    pending = [...nextCommands(scenario, state, at), ...growthCommands(scenario, state, at)];
  }
  return { plan: state.plan, state, journal, crashes, mostRunning };
}

/** Some of the tasks that are still to come, and now and then a hold, a release, a cancel, and in the end the seal. */
function growthCommands({ growth, specs, random }: Scenario, state: RunState, at: number): Command[] {
  if (growth === undefined || state.growth?.isSealed === true) return [];
  const left = specs.filter(({ name }) => !state.plan.indices.has(name)).sort(() => random() - 0.5);
  const tasks = left.slice(0, Math.floor(random() * 4)).map(
    (spec): AddedTask => ({
      ...spec,
      written: { name: spec.name },
      ...(random() < 0.3 && { held: true as const }),
    }),
  );
  const some = state.tasks.map((_, index) => index).filter(() => random() < 0.3);
  const any = Math.floor(random() * state.tasks.length);
  return [
    { type: 'add', at, tasks },
    ...(random() < 0.2 ? [{ type: 'hold' as const, at, tasks: random() < 0.5 ? some : ('all' as const) }] : []),
    ...(random() < 0.5 ? [{ type: 'release' as const, at, tasks: random() < 0.5 ? some : ('all' as const) }] : []),
    ...(random() < growth.cancels ? [{ type: 'cancel_task' as const, at, task: any }] : []),
    // Released in the same turn: after the seal nobody else does.
    ...(left.length === 0 && random() < 0.3
      ? [
          { type: 'release' as const, at, tasks: 'all' as const },
          { type: 'seal' as const, at },
        ]
      : []),
  ];
}

function lost(state: RunState, at: number): Command[] {
  return state.tasks.flatMap((task, index): Command[] =>
    task.kind === 'running' ? [{ type: 'lose', at, task: index, attempt: task.attempt }] : [],
  );
}

/** A few of the things that could happen next, and sometimes one that should not matter. */
function nextCommands(scenario: Scenario, state: RunState, at: number): Command[] {
  const { random } = scenario;
  const possible = possibleCommands(scenario, state, at);
  const commands: Command[] = [];
  for (let count = 1 + Math.floor(random() * 4); count > 0 && possible.length > 0; count--) {
    commands.push(...possible.splice(Math.floor(random() * possible.length), 1));
  }
  const grants = commands.filter((command) => command.type === 'grant').length;
  const room = scenario.slots - state.running;
  const kept = grants > room ? commands.filter((command) => command.type !== 'grant') : commands;
  if (kept.length === 0 && possible.length > 0) kept.push(pick(random, possible));
  // First in its turn: after a grant of the same turn, a made-up report could be a true one.
  if (random() < scenario.noise) kept.unshift(noise(random, state, at));
  if (random() < (scenario.pauses ?? 0)) kept.push({ type: 'pause', at, stop: random() < 0.5 });
  // Nothing else can happen in a run that is paused and runs nothing.
  if (state.pause !== undefined && (random() < 0.3 || state.running + state.standing === 0))
    kept.push({ type: 'continue', at });
  if (random() < (scenario.timeOuts ?? 0)) {
    const task = Math.floor(random() * state.tasks.length);
    kept.push({ type: 'time_out', at, task, scope: pick(random, ['waiting', 'total']), failure });
  }
  if (random() < scenario.aborts) {
    kept.push(random() < 0.5 ? { type: 'cancel', at, reason: 'enough' } : { type: 'expire', at });
  }
  return kept;
}

function possibleCommands(scenario: Scenario, state: RunState, at: number): Command[] {
  return state.tasks.flatMap((current, task): Command[] => {
    switch (wantedBy(state, task)) {
      case 'begin':
        return [{ type: 'grant', at, task }];
      case 'acquire':
        return state.running < scenario.slots ? [{ type: 'grant', at, task }] : [];
      case 'decide':
        return [{ type: 'judge', at, task, verdict: verdictOn(task) }];
      case 'wake':
        return current.kind === 'backing_off' ? [{ type: 'wake', at, task, attempt: current.attempt }] : [];
      case 'stop':
        return current.kind === 'running' ? [{ type: 'report_stopped', at, task, attempt: current.attempt }] : [];
      case 'invoke':
        return current.kind === 'running'
          ? [ended(scenario, { at, task, ...current }, placeOf(scenario, state, task))]
          : [];
      case 'nothing':
        return [];
    }
  });
}

/** What the condition of a task comes to: the same whenever it is asked. */
function verdictOn(task: number): Verdict {
  if (task % 5 === 1) return { kind: 'fails_to_hold' };
  return task % 5 === 2 ? { kind: 'broken', failure } : { kind: 'holds' };
}

function ended(
  { outcomes, random, rounds: roundsOf }: Scenario,
  {
    at,
    task,
    attempt,
    failed,
    rounds = 0,
  }: { at: number; task: number; attempt: number; failed: number; rounds?: number },
  drawn: number,
): Command {
  switch (outcomes(drawn, failed)) {
    case 'succeeds':
      if (rounds < (roundsOf?.(drawn) ?? 0)) return { type: 'repeat', at, task, attempt, due: at };
      return { type: 'succeed', at, task, attempt, output: { kind: 'inline', value: `${task}` } };
    case 'fails':
      return { type: 'fail', at, task, attempt, failure, random: random() };
    case 'fails for good':
      return { type: 'fail', at, task, attempt, failure: { ...failure, retryable: false }, random: random() };
    case 'declines':
      return { type: 'decline', at, task, attempt, reason: 'nothing to do here' };
  }
}

/** Tasks that come one by one stand elsewhere than in the whole graph: their outcomes are drawn by the place there. */
function placeOf({ growth, specs }: Scenario, state: RunState, task: number): number {
  return growth === undefined ? task : specs.findIndex(({ name }) => name === state.plan.names[task]);
}

/** A report of an attempt that is not running, a grant nobody asked for, a second start. */
function noise(random: () => number, state: RunState, at: number): Command {
  const task = Math.floor(random() * (state.tasks.length + 1));
  const current = state.tasks[task];
  const attempt = current?.kind === 'running' ? current.attempt + pick(random, [-1, 1]) : 1 + Math.floor(random() * 3);
  return pick<Command>(random, [
    { type: 'succeed', at, task, attempt, output: { kind: 'inline', value: 'too late' } },
    { type: 'fail', at, task, attempt, failure, random: 0 },
    { type: 'decline', at, task, attempt, reason: 'too late' },
    { type: 'report_stopped', at, task, attempt },
    { type: 'lose', at, task, attempt },
    ...(current?.kind === 'backing_off' ? [] : [{ type: 'wake' as const, at, task, attempt }]),
    ...(current?.kind === 'ready' ? [] : [{ type: 'grant' as const, at, task }]),
    { type: 'start', at },
  ]);
}

/** How every task must end, worked out without any order: by its outcomes and its dependencies' ends. */
export function expectedEnds(
  specs: readonly TaskSpec[],
  graph: Plan,
  outcomes: Outcomes,
  carried: ReadonlySet<number> = new Set(),
): Map<string, string> {
  const ends = new Map<string, string>();
  for (const task of graph.order) {
    const spec = specs[task]!;
    if (carried.has(task)) {
      ends.set(spec.name, 'completed');
      continue;
    }
    const dependencies = spec.dependencies.map((name) => seenEnd(spec, specs[graph.indices.get(name)!]!, ends));
    ends.set(spec.name, runs(spec.runOn ?? 'success', dependencies) ? ownEnd(spec, task, outcomes) : 'skipped');
  }
  return ends;
}

/** A dependent that asks for success does not mind the failure of what is optional. */
function seenEnd(
  { runOn = 'success' }: TaskSpec,
  dependency: TaskSpec,
  ends: ReadonlyMap<string, string>,
): string | undefined {
  const end = ends.get(dependency.name);
  return runOn === 'success' && end === 'failed' && dependency.isOptional === true ? 'completed' : end;
}

function runs(rule: TriggerRule, ends: readonly (string | undefined)[]): boolean {
  switch (rule) {
    case 'success':
      return ends.every((end) => end === 'completed');
    case 'failure':
      return ends.length > 0 && ends.every((end) => end === 'failed');
    case 'always':
      return true;
    case 'any_success':
      return ends.includes('completed');
    case 'any_failure':
      return ends.includes('failed');
  }
}

function ownEnd(spec: TaskSpec, task: number, outcomes: Outcomes): string {
  const verdict = spec.isConditional === true ? verdictOn(task).kind : 'holds';
  if (verdict !== 'holds') return verdict === 'broken' ? 'failed' : 'skipped';
  for (let failed = 0; ; failed++) {
    const outcome = outcomes(task, failed);
    if (outcome === 'succeeds') return 'completed';
    if (outcome === 'declines') return 'skipped';
    if (outcome === 'fails for good' || failed >= (spec.retry?.maxRetries ?? 0)) return 'failed';
  }
}

export const allSettled = (state: RunState): boolean => state.tasks.every(isSettled);
