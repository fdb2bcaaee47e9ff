import type {
  CacheRule,
  Isolation,
  JsonValue,
  MatrixDefinition,
  Priority,
  Repeat,
  ResourceRequest,
  SuccessRule,
  TriggerRule,
  WaitFor,
  WrittenLimits,
} from '@codomyrmex/core';

/** The specification's WorkflowStep: one step as programs write it. */
export interface WorkflowStep {
  readonly name: string;
  /** May be left out where `action` is `module.action`, as document 1 writes it. */
  readonly module?: string;
  /** What the step does, unless it says `workflow` or `waitFor`. */
  readonly action?: string;
  /** A workflow, by name or path; `parameters` are its parameters. */
  readonly workflow?: string;
  readonly waitFor?: WaitFor;
  /** Seconds after which a step that waits has failed. */
  readonly deadline?: number;
  /** A list, or an expression that gives one. */
  readonly foreach?: string | readonly JsonValue[];
  readonly matrix?: MatrixDefinition;
  /** Items of the step, or steps of its workflow, that may run at once. */
  readonly maxParallel?: number;
  readonly success?: SuccessRule;
  /** Of a step that runs a workflow: the folder that it works on, from that of the run. */
  readonly workspace?: string;
  readonly repeat?: Pick<Repeat, 'until'> & Partial<Repeat>;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly dependencies?: readonly string[];
  /** Seconds for one attempt; no limit when null or left out. */
  readonly timeout?: number | null;
  /** Kept in what is stored, and ignored: attempts are counted in the run. */
  readonly retryCount?: number;
  /** Attempts after the first; 3 unless given. */
  readonly maxRetries?: number;
  readonly description?: string;
  /** Seconds before the first retry. */
  readonly retryDelay?: number;
  readonly priority?: Priority;
  readonly resources?: readonly ResourceRequest[];
  readonly runOn?: TriggerRule;
  readonly isolation?: Isolation;
  /** As a definition has them: `memory_mb`, `cpu_seconds`, `enforce`. */
  readonly limits?: WrittenLimits;
  /** Answers an equal step with its earlier result; `true`: by its parameters alone. */
  readonly cache?: true | CacheRule;
}

const writtenKeys: ReadonlyMap<string, string> = new Map([
  ['retryCount', 'retry_count'],
  ['maxRetries', 'max_retries'],
  ['retryDelay', 'retry_delay'],
  ['runOn', 'run_on'],
  ['waitFor', 'wait_for'],
  ['maxParallel', 'max_parallel'],
]);

/** A step in its written form. Keys that no step has are kept: the schema refuses them by their names. */
export function writtenStep(step: Readonly<Record<string, unknown>> | WorkflowStep): Record<string, unknown> {
  const entries = Object.entries(step).filter(([, value]) => value !== undefined);
  const written = Object.fromEntries(entries.map(([key, value]) => [writtenKeys.get(key) ?? key, value]));
  return step.module === undefined ? { ...written, ...address(step.action) } : written;
}

/** `static_analysis.analyze_code_quality`; modules may have dots of their own, actions have none. */
function address(action: unknown): Record<string, string> {
  const dot = typeof action === 'string' ? action.lastIndexOf('.') : -1;
  if (typeof action !== 'string' || dot < 1) return {};
  return { module: action.slice(0, dot), action: action.slice(dot + 1) };
}
