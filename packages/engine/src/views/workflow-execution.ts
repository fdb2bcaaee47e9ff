import type { RunStatus, TaskStatus } from '@codomyrmex/core';
import type { RunDocument } from './run-document.ts';
import type { ItemResult, StepMetrics, StepResult } from './step-results.ts';

/** The specification's WorkflowExecution: one run as programs see it. Durations are seconds. */
export interface WorkflowExecution {
  readonly executionId: string;
  readonly workflowName: string;
  /** The run that this one makes again. */
  readonly retryOf?: string;
  readonly status: RunStatus;
  readonly startTime: Date | null;
  readonly endTime: Date | null;
  readonly executionTime: number;
  /** Steps that were begun at least once. */
  readonly stepsExecuted: number;
  /** Every step of the workflow by its name, those that did not run too. */
  readonly results: Readonly<Record<string, StepExecution>>;
  /** What failed, and why a run that ended early did: a timeout bears the word TIMEOUT_EXCEEDED. */
  readonly errors: readonly string[];
  /** What the workflow says that its runs give, when this one has completed. */
  readonly outputs?: unknown;
  /** By step: how long its last attempt took, and what it called. */
  readonly performanceMetrics: Readonly<Record<string, StepPerformance>>;
}

/** How one step of a run stands. */
export interface StepExecution {
  readonly success: boolean;
  readonly status: TaskStatus;
  readonly attempts: number;
  readonly cached: boolean;
  /** Present where the run that this one makes again has done it. */
  readonly carried?: true;
  readonly output?: unknown;
  readonly executionTime?: number;
  readonly parametersUsed?: unknown;
  readonly skippedBecause?: string;
  readonly error?: string;
  readonly errorType?: string;
  readonly errorCode?: string;
  readonly details?: unknown;
  readonly suggestions?: readonly string[];
  /** When the next attempt may begin. */
  readonly retryAt?: Date;
  /** What a step that waits waits for, as it is written, with the values of its expressions. */
  readonly waitingFor?: unknown;
  /** When the time comes that it waits for. */
  readonly waitingUntil?: Date;
  /** When it gives up waiting. */
  readonly deadline?: Date;
  /** The run that the step consists of, and what is in it: each of its items in order, or the steps of its workflow. */
  readonly run?: string;
  readonly items?: readonly ItemExecution[];
  readonly steps?: Readonly<Record<string, StepExecution>>;
}

/** How one item of a step stands. */
export interface ItemExecution {
  readonly status: TaskStatus;
  readonly attempts: number;
  readonly output: unknown;
  readonly error: string | null;
  readonly errorCode?: string;
  readonly cached: boolean;
  readonly carried?: true;
  readonly executionTime?: number;
  readonly waitingFor?: unknown;
  readonly waitingUntil?: Date;
  readonly deadline?: Date;
  readonly run?: string;
  readonly steps?: Readonly<Record<string, StepExecution>>;
}

export interface StepPerformance {
  readonly executionTime: number;
  readonly module: string;
  readonly action: string;
}

/** What the wire form says, in the words of the TypeScript interface. Step names, outputs and parameters stay as they are. */
export function workflowExecution(document: RunDocument): WorkflowExecution {
  return {
    executionId: document.execution_id,
    workflowName: document.workflow_name,
    ...(document.retry_of !== undefined && { retryOf: document.retry_of }),
    status: document.status,
    startTime: dateOrNull(document.start_time),
    endTime: dateOrNull(document.end_time),
    executionTime: document.execution_time,
    stepsExecuted: document.steps_executed,
    results: byStep(document.results, stepExecution),
    errors: document.errors,
    ...(document.outputs !== undefined && { outputs: document.outputs }),
    performanceMetrics: byStep(document.performance_metrics, stepPerformance),
  };
}

export function stepExecution(result: StepResult): StepExecution {
  const { success, status, attempts, cached, output, details, suggestions, error } = result;
  return {
    success,
    status,
    attempts,
    cached,
    ...(result.carried === true && { carried: true }),
    ...(output !== undefined && { output }),
    ...(result.execution_time !== undefined && { executionTime: result.execution_time }),
    ...(result.parameters_used !== undefined && { parametersUsed: result.parameters_used }),
    ...(result.skipped_because !== undefined && { skippedBecause: result.skipped_because }),
    ...failureOf(result),
    ...insideOf(result),
    ...(error !== undefined && { error }),
    ...(details !== undefined && { details }),
    ...(suggestions !== undefined && { suggestions }),
  };
}

function insideOf(result: StepResult): Pick<StepExecution, keyof Waiting | 'run' | 'items' | 'steps'> {
  const { run, items, steps } = result;
  return {
    ...waitingOf(result),
    ...(run !== undefined && { run }),
    ...(items !== undefined && { items: items.map(itemExecution) }),
    ...(steps !== undefined && { steps: byStep(steps, stepExecution) }),
  };
}

type Waiting = Pick<StepExecution, 'waitingFor' | 'waitingUntil' | 'deadline'>;

function waitingOf({
  waiting_for,
  waiting_until,
  deadline,
}: Pick<StepResult, 'waiting_for' | 'waiting_until' | 'deadline'>): Waiting {
  return {
    ...(waiting_for !== undefined && { waitingFor: waiting_for }),
    ...(waiting_until !== undefined && { waitingUntil: new Date(waiting_until) }),
    ...(deadline !== undefined && { deadline: new Date(deadline) }),
  };
}

function itemExecution(item: ItemResult): ItemExecution {
  const {
    error_code,
    execution_time,
    steps,
    waiting_for: _for,
    waiting_until: _until,
    deadline: _limit,
    ...same
  } = item;
  return {
    ...same,
    ...waitingOf(item),
    ...(error_code !== undefined && { errorCode: error_code }),
    ...(execution_time !== undefined && { executionTime: execution_time }),
    ...(steps !== undefined && { steps: byStep(steps, stepExecution) }),
  };
}

function failureOf(result: StepResult): Pick<StepExecution, 'errorType' | 'errorCode' | 'retryAt'> {
  return {
    ...(result.error_type !== undefined && { errorType: result.error_type }),
    ...(result.error_code !== undefined && { errorCode: result.error_code }),
    ...(result.retry_at !== undefined && { retryAt: new Date(result.retry_at) }),
  };
}

function stepPerformance({ execution_time, module, action }: StepMetrics): StepPerformance {
  return { executionTime: execution_time, module, action };
}

function byStep<Wire, View>(steps: Readonly<Record<string, Wire>>, view: (step: Wire) => View): Record<string, View> {
  return Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, view(step)]));
}

const dateOrNull = (text: string | null): Date | null => (text === null ? null : new Date(text));
