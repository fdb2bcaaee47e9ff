import type { Plan, RunEvent } from '@codomyrmex/dag';

/** What the attempts of one task took. Times are milliseconds. */
export interface TaskPerformance {
  /** Of every attempt that ended, lost ones left out. */
  readonly durations: readonly number[];
  readonly failures: number;
  /** Attempts that were made because an earlier one had failed. */
  readonly retries: number;
  /** Between the moment in which nothing but slots and resources was missing and the start, over all attempts. */
  readonly waited: number;
  /** From the first start to the last end, delays before retries included; `undefined` for a task that never ran to an end. */
  readonly span: { readonly from: number; readonly to: number } | undefined;
}

/** One run, measured. */
export interface RunPerformance {
  readonly duration: number;
  /** By task index. Tasks that the plan does not have are left out. */
  readonly tasks: readonly TaskPerformance[];
}

interface Measured {
  durations: number[];
  failures: number;
  retries: number;
  waited: number;
  /** When the attempt that runs was started. */
  since: number | undefined;
  /** When the next attempt could start as far as its task is concerned; before the first, its dependencies say. */
  readyAt: number | undefined;
  from: number | undefined;
  to: number | undefined;
}

/** Folds the events of a run: time in proportion to events and edges. A run without an end is measured up to its last event. */
export function runPerformance(plan: Plan, events: readonly RunEvent[]): RunPerformance {
  const tasks = Array.from({ length: plan.size }, unmeasured);
  const startedAt = events[0]?.at ?? 0;
  for (const event of events) {
    const task = 'task' in event ? tasks[event.task] : undefined;
    if (task === undefined || !('task' in event)) continue;
    if (event.type === 'attempt_started')
      start(task, event.at, task.readyAt ?? readyAt(plan, tasks, event.task, startedAt));
    else apply(task, event);
  }
  return { duration: (events.at(-1)?.at ?? startedAt) - startedAt, tasks: tasks.map(performanceOf) };
}

function unmeasured(): Measured {
  return {
    durations: [],
    failures: 0,
    retries: 0,
    waited: 0,
    since: undefined,
    readyAt: undefined,
    from: undefined,
    to: undefined,
  };
}

/** When the last of its dependencies had ended; skipped ones have no time and do not count. */
function readyAt(plan: Plan, tasks: readonly Measured[], task: number, startedAt: number): number {
  let latest = startedAt;
  for (let edge = plan.dependencyStart[task] ?? 0; edge < (plan.dependencyStart[task + 1] ?? 0); edge++) {
    latest = Math.max(latest, tasks[plan.dependencies[edge] ?? 0]?.to ?? startedAt);
  }
  return latest;
}

function start(task: Measured, at: number, ready: number): void {
  task.waited += Math.max(0, at - ready);
  task.since = at;
  task.from ??= at;
}

function apply(task: Measured, event: RunEvent & { readonly task: number }): void {
  switch (event.type) {
    case 'backoff_ended':
      task.readyAt = event.at;
      return;
    case 'attempt_lost':
      // Nobody knows when it ended: its time is no measure of the step.
      task.since = undefined;
      task.readyAt = event.at;
      return;
    case 'attempt_failed':
      task.failures++;
      if (event.retryAt !== null) task.retries++;
      end(task, event.at);
      return;
    case 'attempt_succeeded':
    case 'attempt_declined':
    case 'attempt_cancelled':
      end(task, event.at);
      return;
    default: // facts that take no time
  }
}

function end(task: Measured, at: number): void {
  if (task.since !== undefined) task.durations.push(at - task.since);
  task.since = undefined;
  task.to = at;
}

function performanceOf({ durations, failures, retries, waited, from, to }: Measured): TaskPerformance {
  return {
    durations,
    failures,
    retries,
    waited,
    span: from === undefined || to === undefined ? undefined : { from, to },
  };
}
