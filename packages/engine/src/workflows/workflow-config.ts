import type { WrittenWorkflow } from '@codomyrmex/core';
import { type WorkflowStep, writtenStep } from './workflow-step.ts';

/** The specification's WorkflowConfig: a workflow as programs write it. Durations are seconds. */
export interface WorkflowConfig {
  readonly name: string;
  readonly description?: string;
  readonly steps: readonly WorkflowStep[];
  /** What each step asks for beside its own resources, by type: `{ cpu: { cores: 2 } }`. */
  readonly resources?: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
  readonly timeout?: number | null;
  /** For the steps that say nothing of their own. */
  readonly retryPolicy?: { readonly maxRetries?: number; readonly retryDelay?: number };
  readonly maxParallel?: number;
  readonly onFailure?: 'continue' | 'stop' | 'rollback';
}

/** A workflow in either form. */
export type GivenWorkflow = WrittenWorkflow | WorkflowConfig;

/** A workflow in its written form; what is written already stays as it is, and so do keys that no workflow has. */
export function writtenWorkflow(given: GivenWorkflow): unknown {
  const data: unknown = given;
  if (!isObject(data)) return data;
  const { steps, resources, retryPolicy, maxParallel, onFailure, ...rest } = data;
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...(maxParallel !== undefined && { max_parallel: maxParallel }),
    ...(onFailure !== undefined && { on_failure: onFailure }),
    steps: Array.isArray(steps) ? steps.map((step) => withShared(step, { resources, retryPolicy })) : steps,
  };
}

interface Shared {
  readonly resources?: unknown;
  readonly retryPolicy?: unknown;
}

function withShared(step: unknown, { resources, retryPolicy }: Shared): unknown {
  if (!isObject(step)) return step;
  const written = writtenStep(step);
  const policy = isObject(retryPolicy) ? writtenStep(retryPolicy) : {};
  if (!isObject(resources)) return { ...policy, ...written };
  const own: readonly unknown[] = Array.isArray(written.resources) ? written.resources : [];
  const shared = Object.entries(resources).map(([type, amount]) => ({ type, amount }));
  return { ...policy, ...written, resources: [...shared, ...own] };
}

/** Programs without types give anything: what is no object is left for the schema to refuse. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
