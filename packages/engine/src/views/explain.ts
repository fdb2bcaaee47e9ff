import type { Failure } from '@codomyrmex/core';
import {
  againText,
  type Plan,
  type RunEvent,
  type RunRetry,
  type RunState,
  type StepCache,
  skipText,
  taskStatus,
} from '@codomyrmex/dag';
import type { RunSnapshot, Runtime } from '../runtime/runtime.ts';
import { type CacheComparison, cacheComparisons, unkeptText } from './cache-comparison.ts';
import { type StepWait, waitOf } from './step-wait.ts';

/** Why one attempt of a step was made, was not, or is not yet. */
export interface AttemptExplanation {
  /** Counted from 1; for what did not run, the attempt that it would have been; 0 for what an earlier run did. */
  readonly attempt: number;
  /**
   * `ran`: the action was called. `reused`: an earlier result was its answer; `joined`: that of an equal attempt which it waited
   * for. `carried`: the run that this one makes again has done it. `skipped`: the action never will be called. `blocked`: not yet.
   */
  readonly decision: 'ran' | 'reused' | 'joined' | 'carried' | 'skipped' | 'blocked';
  readonly reason: string;
  /** How an attempt that ran ended; missing while it runs. */
  readonly outcome?: string;
  /** What a cached step that ran depends on and its nearest earlier result did not: `input src/a.ts`, `parameter x`, … */
  readonly changed: readonly string[];
}

/** By step, in the order of the plan; what is in a step comes after it: `each[3]`, `sub/build`. */
export type Explanation = Readonly<Record<string, readonly AttemptExplanation[]>>;

interface ExplainedRun {
  readonly snapshot: Pick<RunSnapshot, 'record' | 'status' | 'state'>;
  /** Those that the snapshot was folded from. */
  readonly events: readonly RunEvent[];
  /** What a ready task waits for and who holds it, where the run is in this process. */
  readonly waitsFor?: ((task: number) => readonly string[]) | undefined;
  /** Of cached steps that have a result, by name. */
  readonly comparisons: ReadonlyMap<string, CacheComparison>;
  /** What running steps wait for, by task. */
  readonly waits: ReadonlyMap<number, StepWait>;
}

async function waitsIn(runtime: Runtime, { record, state }: RunSnapshot): Promise<ReadonlyMap<number, StepWait>> {
  const waits = new Map<number, StepWait>();
  if (state.standing === 0) return waits;
  for (const [task, { kind }] of state.tasks.entries()) {
    const wait = kind === 'running' ? await waitOf(runtime, record.id, task) : undefined;
    if (wait !== undefined) waits.set(task, wait);
  }
  return waits;
}

/** Why the steps of a run stand as they do, without what they consist of. Without the cache nothing that changed is named. */
export async function explainedRun(
  runtime: Runtime,
  snapshot: RunSnapshot,
  cache: StepCache | undefined,
): Promise<Explanation> {
  const run = snapshot.record.id;
  const events = await runtime.events(run);
  const live = runtime.live.get(run);
  // Another process may have added events since the snapshot was made: they would not fit it.
  const fitting = events.slice(0, snapshot.state.position);
  return explainRun({
    snapshot,
    events: fitting,
    comparisons: await cacheComparisons(runtime, cache, snapshot),
    waits: await waitsIn(runtime, snapshot),
    waitsFor: live === undefined ? undefined : (task) => live.waitsFor(task),
  });
}

/** Folds a run's events into a reason for every attempt: time in proportion to events and edges. */
function explainRun(run: ExplainedRun): Explanation {
  const { plan } = run.snapshot.state;
  const told = Array.from(
    { length: plan.size },
    (): Told => ({ attempts: [], again: undefined, next: undefined, stopped: undefined }),
  );
  for (const event of run.events) {
    if (event.type === 'run_started' && event.retry !== undefined) tellRetry(told, plan, event.retry);
    const task = 'task' in event ? told[event.task] : undefined;
    if (task !== undefined && 'task' in event) tell(task, event, run);
  }
  return Object.fromEntries(
    told.map((one, task) => {
      const attempts = [...one.attempts, ...pending(run, task, one)];
      return [plan.names[task] ?? String(task), blocked(attempts, run.waits.get(task), run)];
    }),
  );
}

/** An attempt that only waits has begun and is not done: what it waits for is what keeps it. */
function blocked(
  attempts: readonly AttemptExplanation[],
  wait: StepWait | undefined,
  run: ExplainedRun,
): readonly AttemptExplanation[] {
  const last = attempts.at(-1);
  if (wait === undefined || last === undefined) return attempts;
  const lost = interrupted(run);
  const reason = lost === undefined ? waitReason(wait) : `${waitReason(wait)}; ${lost}`;
  return [...attempts.slice(0, -1), { ...last, decision: 'blocked', reason }];
}

function waitReason({ for: { signal, approval }, until }: StepWait): string {
  if (until !== undefined) return `waits until ${new Date(until).toISOString()}`;
  if (signal !== undefined) return `waits for the signal "${signal}"`;
  return approval === undefined ? 'waits for its time' : `waits for an approval: ${approval.prompt}`;
}

interface Told {
  readonly attempts: AttemptExplanation[];
  /** Why it runs in a run that makes another again. */
  again: string | undefined;
  /** Why the next attempt is made, once there was a first. */
  next: string | undefined;
  /** The attempt that was ended with the run. */
  stopped: number | undefined;
}

function tellRetry(told: readonly Told[], plan: Plan, { of, carried, again }: RunRetry): void {
  for (const { task, isGiven } of carried) {
    const reason =
      isGiven === true
        ? `its output was given with the retry of run ${of}`
        : `completed before, carried over from run ${of}`;
    told[task]?.attempts.push({ attempt: 0, decision: 'carried', reason, changed: [] });
  }
  for (const one of again) {
    const task = told[one.task];
    if (task !== undefined) task.again = againText(plan, of, one);
  }
}

type TaskEvent = RunEvent & { readonly task: number };

function tell(told: Told, event: TaskEvent, run: ExplainedRun): void {
  const { state } = run.snapshot;
  switch (event.type) {
    case 'attempt_started': {
      const first = firstReason(state, event.task);
      const reason = told.next ?? (told.again === undefined ? first : `runs again: ${told.again}; ${first}`);
      told.attempts.push({ attempt: event.attempt, decision: 'ran', reason, changed: [] });
      return;
    }
    case 'attempt_failed': {
      conclude(told, `failed with ${failureText(event.failure)}`);
      if (event.retryAt !== null) told.next = retryReason(event.failure, event.retryAt - event.at);
      return;
    }
    case 'attempt_repeated':
      conclude(told, 'was done, and "until" was not true');
      told.next = `again: "until" was not true after attempt ${event.attempt}`;
      return;
    case 'attempt_lost':
      conclude(told, 'was lost with its process');
      told.next = `attempt ${event.attempt} was lost with its process, which does not count against the retries`;
      return;
    case 'attempt_paused':
      conclude(told, 'was stopped for a pause');
      told.next = `attempt ${event.attempt} was stopped for a pause, which does not count against the retries`;
      return;
    case 'attempt_succeeded':
      conclude(told, 'completed');
      return compare(told, run.comparisons.get(nameOf(state, event.task)));
    case 'attempt_cancelled':
      told.stopped = event.attempt;
      return conclude(told, `was stopped: ${endText(run)}`);
    case 'attempt_declined':
      told.attempts.pop();
      told.attempts.push({
        attempt: event.attempt,
        decision: 'skipped',
        reason: `not_applicable: its action was called and said: ${event.reason}`,
        changed: [],
      });
      return;
    case 'task_failed': {
      const why = `failed with ${failureText(event.failure)}`;
      if (told.attempts.length > 0) return conclude(told, why);
      told.attempts.push({ attempt: 1, decision: 'skipped', reason: why, changed: [] });
      return;
    }
    default: // facts that decide nothing about an attempt
  }
}

function conclude({ attempts }: Told, outcome: string): void {
  const last = attempts.pop();
  if (last !== undefined) attempts.push({ ...last, outcome });
}

/** Says of the attempt that gave the result what the cache had to do with it. */
function compare({ attempts }: Told, comparison: CacheComparison | undefined): void {
  const last = comparison === undefined ? undefined : attempts.pop();
  if (last === undefined || comparison === undefined) return;
  attempts.push({ ...last, ...compared(comparison, last.reason) });
}

function compared(
  comparison: CacheComparison,
  reason: string,
): Pick<AttemptExplanation, 'decision' | 'reason' | 'changed'> {
  switch (comparison.kind) {
    case 'reused':
    case 'joined': {
      const { kind, run } = comparison;
      const waited = kind === 'joined' ? ', which it waited for' : '';
      return { decision: kind, reason: `run ${run} has the same result${waited}`, changed: [] };
    }
    case 'unasked':
      return { decision: 'ran', reason: `${reason}; the cache was not asked`, changed: [] };
    case 'first': {
      const why = unkeptText(comparison.unkept);
      return { decision: 'ran', reason: `${reason}; no earlier run has a result${why}`, changed: [] };
    }
    case 'unkept':
      return {
        decision: 'ran',
        reason: `${reason}; its result is not in the cache: ${comparison.reason}`,
        changed: [],
      };
    case 'same': {
      const { run, unkept } = comparison;
      const why =
        unkept === undefined
          ? ': its result was gone from the cache, or could not be read or put back'
          : ` had a result${unkeptText(unkept)}`;
      return { decision: 'ran', reason: `${reason}; nothing changed since run ${run}${why}`, changed: [] };
    }
    case 'changed': {
      const { run, changed, unkept } = comparison;
      const what = changed.length === 0 ? 'something that is no longer known' : listed(changed);
      return { decision: 'ran', reason: `${reason}; changed since run ${run}: ${what}${unkeptText(unkept)}`, changed };
    }
  }
}

function firstReason(state: RunState, task: number): string {
  const ends = dependenciesOf(state.plan, task).map(
    (dependency) => `${nameOf(state, dependency)} ${statusOf(state, dependency)}`,
  );
  if (ends.length === 0) return 'first attempt: it waits for no other step';
  const rule = state.plan.rules.get(task);
  return `first attempt: ${listed(ends)}${rule === undefined ? '' : `, and it runs on ${String(rule)}`}`;
}

const retryReason = (failure: Failure, delay: number): string =>
  `retry after ${failureText(failure)}, with a delay of ${delay / 1000} s`;

const failureText = ({ code, message }: Failure): string => `${code}: ${message}`;

/** What a task that has not settled waits for, and why one that never ran did not. */
function pending(run: ExplainedRun, task: number, { next, stopped }: Told): readonly AttemptExplanation[] {
  const { state } = run.snapshot;
  const now = state.tasks[task];
  switch (now?.kind) {
    case 'waiting':
      return [{ attempt: 1, decision: 'blocked', reason: waitingReason(run, task), changed: [] }];
    case 'undecided': {
      const reason = interrupted(run) ?? 'its condition is being evaluated';
      return [{ attempt: 1, decision: 'blocked', reason, changed: [] }];
    }
    case 'ready': {
      const why = next === undefined ? '' : `, to run again: ${next}`;
      return [{ attempt: now.attempt, decision: 'blocked', reason: `${readyReason(run, task)}${why}`, changed: [] }];
    }
    case 'backing_off': {
      const until = new Date(now.until).toISOString();
      const reason =
        interrupted(run) ??
        `waits until ${until}: ${next ?? (now.failure === undefined ? 'its work is to be done again' : failureText(now.failure))}`;
      return [{ attempt: now.attempt, decision: 'blocked', reason, changed: [] }];
    }
    case 'skipped':
      if (now.because.kind === 'not_applicable') return []; // the attempt says so
      return [
        { attempt: now.attempt + 1, decision: 'skipped', reason: skipText(state.plan, now.because), changed: [] },
      ];
    case 'cancelled':
      if (stopped === now.attempt) return []; // the attempt says so
      return [{ attempt: now.attempt + 1, decision: 'skipped', reason: `cancelled: ${endText(run)}`, changed: [] }];
    case 'running':
    case 'completed':
    case 'failed':
    case undefined:
      return [];
  }
}

function waitingReason(run: ExplainedRun, task: number): string {
  const { state } = run.snapshot;
  const open = dependenciesOf(state.plan, task).filter((dependency) => !isOver(state, dependency));
  const waits = `waits for ${listed(open.map((one) => `${nameOf(state, one)} (${statusOf(state, one)})`))}`;
  const lost = interrupted(run);
  return lost === undefined ? waits : `${waits}; ${lost}`;
}

function readyReason(run: ExplainedRun, task: number): string {
  const lost = interrupted(run);
  if (lost !== undefined) return lost;
  if (run.snapshot.state.pause !== undefined) {
    return `the run is paused: codomyrmex run resume ${run.snapshot.record.id} goes on with it`;
  }
  if (run.waitsFor === undefined) return 'waits for a slot or its resources in the process that has the run';
  const held = run.waitsFor(task);
  return held.length === 0 ? 'waits for its turn' : `waits for ${listed(held)}`;
}

function interrupted({ snapshot }: ExplainedRun): string | undefined {
  if (snapshot.status !== 'interrupted') return undefined;
  return `the process of the run died: codomyrmex run resume ${snapshot.record.id} goes on with it`;
}

/** Why a run wants no more work. */
function endText({ snapshot }: ExplainedRun): string {
  const { phase } = snapshot.state;
  if (phase.kind === 'cancelling') return `the run was cancelled (${phase.reason})`;
  if (phase.kind === 'ended' && phase.reason.kind === 'cancelled')
    return `the run was cancelled (${phase.reason.reason})`;
  return `the run took longer than its ${String(snapshot.record.definition.timeout)} s (TIMEOUT_EXCEEDED)`;
}

function dependenciesOf({ dependencies, dependencyStart }: Plan, task: number): readonly number[] {
  return Array.from(dependencies.subarray(dependencyStart[task], dependencyStart[task + 1]));
}

const nameOf = ({ plan }: RunState, task: number): string => plan.names[task] ?? String(task);

function statusOf({ tasks }: RunState, task: number): string {
  const state = tasks[task];
  return state === undefined ? 'pending' : taskStatus(state);
}

function isOver(state: RunState, task: number): boolean {
  const status = statusOf(state, task);
  return status === 'completed' || status === 'failed' || status === 'skipped' || status === 'cancelled';
}

const LISTED = 10;

/** A sentence names ten at most. */
function listed(parts: readonly string[]): string {
  const more = parts.length > LISTED ? ` and ${parts.length - LISTED} more` : '';
  return `${parts.slice(0, LISTED).join(', ')}${more}`;
}
