import type { Plan } from '../plan/plan.ts';
import type { Output } from './output.ts';
import type { AgainReason, CarriedTask, RunRetry, TaskAgain } from './run-retry.ts';
import type { RunState, TaskState } from './state.ts';

/** What somebody wants to be otherwise than in the earlier run. */
export interface RetryChoice {
  /** Tasks that run again though they completed. */
  readonly chosen: ReadonlySet<number>;
  /** By task: a parameter that its expressions read and that has another value now. */
  readonly changed: ReadonlyMap<number, string>;
  /** Outputs that stand in for what tasks left: such a task does not run, whatever it depends on. */
  readonly given: ReadonlyMap<number, Output>;
}

/**
 * How a run is made again: a step is carried over when it completed, nothing is to be different about it, and everything that
 * it depends on is carried over too. Time is proportional to tasks and edges.
 */
export function planRetry(of: string, earlier: RunState, choice: RetryChoice): RunRetry {
  const carried: CarriedTask[] = [];
  const again: TaskAgain[] = [];
  const found: Found = { earlier, choice, undone: undoneTasks(earlier), runs: new Uint8Array(earlier.plan.size) };
  for (const task of earlier.plan.order) {
    if (earlier.plan.late.has(task)) continue;
    const output = choice.given.get(task);
    const because = output === undefined ? whyAgain(task, found) : undefined;
    const state = earlier.tasks[task];
    if (output !== undefined) carried.push({ task, output, isGiven: true });
    else if (because === undefined && state?.kind === 'completed') carried.push({ task, output: state.output });
    else {
      found.runs[task] = 1;
      again.push({ task, because: because ?? { kind: 'not_run' } });
    }
  }
  return { of, carried, again };
}

interface Found {
  readonly earlier: RunState;
  readonly choice: RetryChoice;
  readonly undone: ReadonlySet<number>;
  /** By task: 1 when it runs again. */
  readonly runs: Uint8Array;
}

/** What is told first is what the task did itself; that it was not run for another's sake is told by the other. */
function whyAgain(task: number, found: Found): AgainReason | undefined {
  const { choice, earlier, undone } = found;
  const end = earlier.tasks[task]?.kind;
  if (choice.chosen.has(task)) return { kind: 'chosen' };
  if (end === 'failed') return { kind: 'failed' };
  if (undone.has(task)) return { kind: 'undone' };
  const parameter = choice.changed.get(task);
  if (parameter !== undefined) return { kind: 'parameter_changed', parameter };
  return whyAfter(task, found) ?? ownEnd(end);
}

function whyAfter(task: number, { earlier: { plan }, choice, runs }: Found): AgainReason | undefined {
  let given: number | undefined;
  for (const dependency of dependenciesOf(plan, task)) {
    if (runs[dependency] === 1) return { kind: 'follows', task: dependency };
    if (choice.given.has(dependency)) given ??= dependency;
  }
  return given === undefined ? undefined : { kind: 'output_given', task: given };
}

function ownEnd(end: TaskState['kind'] | undefined): AgainReason | undefined {
  switch (end) {
    case 'completed':
      return undefined;
    case 'failed':
    case 'cancelled':
    case 'skipped':
      return { kind: end };
    case 'waiting':
    case 'undecided':
    case 'ready':
    case 'running':
    case 'backing_off':
    case undefined:
      return { kind: 'not_run' };
  }
}

/** Also where undoing failed or was cut short: what is left of the task's effects is not known. */
function undoneTasks({ plan, tasks }: RunState): ReadonlySet<number> {
  const undone = new Set<number>();
  for (const [undoing, task] of plan.undoes) {
    const state = tasks[undoing];
    if (state !== undefined && 'attempt' in state && state.kind !== 'ready' && state.attempt > 0) undone.add(task);
  }
  return undone;
}

function dependenciesOf({ dependencies, dependencyStart }: Plan, task: number): Int32Array {
  return dependencies.subarray(dependencyStart[task], dependencyStart[task + 1]);
}
