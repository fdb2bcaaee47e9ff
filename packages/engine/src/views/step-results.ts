import type { Failure, StepDefinition, TaskStatus, WaitFor } from '@codomyrmex/core';
import { skipText, type TaskState, taskStatus } from '@codomyrmex/dag';
import { hasItems } from '../definition/step-kind.ts';
import type { ItemLocals } from '../runtime/items-run.ts';
import { loadedOutput } from '../runtime/output.ts';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { attemptsOf, UpstreamScope } from '../runtime/upstream-scope.ts';
import { itemLocals, type StepWait, stepWait } from './step-wait.ts';
import { StoredSteps } from './stored-steps.ts';
import { isoTime, seconds } from './wire-time.ts';

/** How one step stands, as the command line's JSON has it. Durations are seconds. */
export interface StepResult {
  readonly success: boolean;
  readonly status: TaskStatus;
  readonly attempts: number;
  readonly output?: unknown;
  readonly execution_time?: number;
  readonly parameters_used?: unknown;
  readonly cached: boolean;
  /** Present where the run that this one makes again has done it: nothing ran here. */
  readonly carried?: true;
  readonly skipped_because?: string;
  readonly error?: string;
  readonly error_type?: string;
  readonly error_code?: string;
  readonly details?: unknown;
  readonly suggestions?: readonly string[];
  /** When the next attempt may begin. */
  readonly retry_at?: string;
  /** What a step that waits waits for, as it is written, with the values of its expressions. */
  readonly waiting_for?: WaitFor;
  /** When the time comes that it waits for. */
  readonly waiting_until?: string;
  /** When it gives up waiting. */
  readonly deadline?: string;
  /** The run that the step consists of, and what is in it: each of its items in order, or the steps of its workflow. */
  readonly run?: string;
  readonly items?: readonly ItemResult[];
  readonly steps?: Readonly<Record<string, StepResult>>;
}

/** How one item stands. */
export interface ItemResult {
  readonly status: TaskStatus;
  readonly attempts: number;
  readonly output: unknown;
  readonly error: string | null;
  readonly error_code?: string;
  readonly cached: boolean;
  /** Present where the run that this one makes again has done it. */
  readonly carried?: true;
  readonly execution_time?: number;
  readonly waiting_for?: WaitFor;
  readonly waiting_until?: string;
  readonly deadline?: string;
  /** Of an item that is a run of a workflow. */
  readonly run?: string;
  readonly steps?: Readonly<Record<string, StepResult>>;
}

export interface StepMetrics {
  readonly execution_time: number;
  readonly module: string;
  readonly action: string;
}

export interface StepResults {
  readonly results: Readonly<Record<string, StepResult>>;
  readonly metrics: Readonly<Record<string, StepMetrics>>;
}

/** How every step of a run stands, with what is in those that are runs themselves. */
export async function stepResults(snapshot: RunSnapshot): Promise<StepResults> {
  const { record, state } = snapshot;
  const stored = new StoredSteps(record, state.plan);
  const upstream = upstreamOf((await snapshot.undone()) ?? snapshot);
  const results: [string, StepResult][] = [];
  const metrics: [string, StepMetrics][] = [];
  for (const [task, taskState] of state.tasks.entries()) {
    const name = state.plan.names[task] ?? '';
    const step = stored.step(task);
    const result = await stepResult(snapshot, taskState);
    const used = attemptsOf(taskState) > 0 ? await stored.used(task, upstream) : undefined;
    const inside = step === undefined ? {} : await insideOf(snapshot, step, taskState);
    results.push([name, { ...result, ...(used !== undefined && { parameters_used: used }), ...inside }]);
    if (result.execution_time !== undefined && step?.module !== undefined && step.action !== undefined) {
      metrics.push([name, { execution_time: result.execution_time, module: step.module, action: step.action }]);
    }
  }
  return { results: Object.fromEntries(results), metrics: Object.fromEntries(metrics) };
}

function upstreamOf({ record, state, outputs }: RunSnapshot): UpstreamScope {
  return new UpstreamScope({ record, plan: state.plan }, () => state, outputs);
}

type Waiting = Pick<StepResult, 'waiting_for' | 'waiting_until' | 'deadline'>;
type Inside = Waiting & Pick<StepResult, 'run' | 'items' | 'steps'>;

/** What is in a step beside an action. Workflows are in each other to a small depth: recursion is safe. */
async function insideOf(snapshot: RunSnapshot, step: StepDefinition, task: TaskState): Promise<Inside> {
  const many = hasItems(step);
  if (!many && step.wait_for !== undefined) return waitKeys(await stepWait(step, task, { snapshot }));
  if ((!many && step.workflow === undefined) || attemptsOf(task) === 0) return {};
  const inner = await snapshot.inner(step.name, attemptsOf(task));
  // A step without items has no run.
  if (inner === undefined) return many && task.kind === 'completed' ? { items: [] } : {};
  const run = inner.record.id;
  if (!many) return { run, steps: (await stepResults(inner)).results };
  const around = { snapshot, run: inner, step, locals: await localsOfWaits(snapshot, step, inner) };
  return { run, items: await Promise.all(inner.state.tasks.map((item, index) => itemResult(around, item, index))) };
}

interface ItemPlace {
  readonly snapshot: RunSnapshot;
  /** Of the items. */
  readonly run: RunSnapshot;
  readonly step: StepDefinition;
  readonly locals: readonly ItemLocals[];
}

/** The items are evaluated again only where some of them wait. */
async function localsOfWaits(
  snapshot: RunSnapshot,
  step: StepDefinition,
  { state }: RunSnapshot,
): Promise<readonly ItemLocals[]> {
  return step.wait_for === undefined || state.standing === 0 ? [] : itemLocals(snapshot, step);
}

async function itemResult(
  { snapshot, run, step, locals }: ItemPlace,
  task: TaskState,
  index: number,
): Promise<ItemResult> {
  const { workflow } = step;
  const result = await stepResult(run, task);
  const wait = await stepWait(step, task, { snapshot, locals: locals[index] });
  const { status, attempts, cached, output = null, error = result.skipped_because ?? null } = result;
  const inner = workflow === undefined || attempts === 0 ? undefined : await run.inner(String(index), attempts);
  return {
    status,
    attempts,
    output,
    error,
    cached,
    ...(result.carried === true && { carried: true }),
    ...(result.error_code !== undefined && { error_code: result.error_code }),
    ...(result.execution_time !== undefined && { execution_time: result.execution_time }),
    ...waitKeys(wait),
    ...(inner !== undefined && { run: inner.record.id, steps: (await stepResults(inner)).results }),
  };
}

function waitKeys(wait: StepWait | undefined): Waiting {
  if (wait === undefined) return {};
  return {
    waiting_for: wait.for,
    ...(wait.until !== undefined && { waiting_until: isoTime(wait.until) }),
    ...(wait.deadline !== undefined && { deadline: isoTime(wait.deadline) }),
  };
}

async function stepResult({ state, outputs }: RunSnapshot, task: TaskState): Promise<StepResult> {
  const head = {
    success: task.kind === 'completed',
    status: taskStatus(task),
    attempts: attemptsOf(task),
    cached: task.kind === 'completed' && isAnswered(task),
  };
  switch (task.kind) {
    case 'completed': {
      const output = await loadedOutput(outputs, task.output);
      const executionTime = seconds(task.endedAt - task.startedAt);
      return isCarried(task) ? { ...head, carried: true, output } : { ...head, output, execution_time: executionTime };
    }
    case 'failed':
      return { ...head, ...failureKeys(task.failure), execution_time: seconds(task.endedAt - task.startedAt) };
    case 'backing_off':
      return { ...head, ...(task.failure && failureKeys(task.failure)), retry_at: isoTime(task.until) };
    case 'skipped':
      return { ...head, skipped_because: skipText(state.plan, task.because) };
    case 'waiting':
    case 'undecided':
    case 'ready':
    case 'running':
    case 'cancelled':
      return head;
  }
}

type Completed = TaskState & { readonly kind: 'completed' };

/** Whether an equal attempt's result was the answer to it. */
const isAnswered = ({ source }: Completed): boolean => source?.kind === 'reused' || source?.kind === 'joined';

/** Whether an earlier run did it, or somebody gave its output. */
const isCarried = ({ source }: Completed): boolean => source?.kind === 'carried' || source?.kind === 'given';

function failureKeys(failure: Failure): Partial<StepResult> {
  return {
    error: failure.message,
    error_type: failure.type,
    error_code: failure.code,
    ...(failure.details !== undefined && { details: failure.details }),
    ...(failure.suggestions !== undefined && { suggestions: failure.suggestions }),
  };
}
