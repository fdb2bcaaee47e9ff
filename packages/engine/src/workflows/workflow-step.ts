import type { CacheRule, Isolation, Priority, ResourceRequest, TriggerRule, WrittenLimits } from '@codomyrmex/core';

/** The specification's WorkflowStep: one step as programs write it. */
export interface WorkflowStep {
  readonly name: string;
  /** May be left out where `action` is `module.action`, as document 1 writes it. */
  readonly module?: string;
  readonly action: string;
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
