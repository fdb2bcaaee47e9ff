import type * as z from 'zod';
import type { CacheRule } from './cache-rule.ts';
import type { Isolation, Limits } from './isolation.ts';
import { type Referable, type Reference, reference, written } from './reference.ts';
import type { Priority, TriggerRule } from './status.ts';
import type { ResourceRequest } from './workflow-definition.ts';
import { writtenLimits } from './written-limits.ts';

/** A step of a definition that is being written; `output` is what later steps may refer to. */
export interface Step<Output> {
  readonly name: string;
  readonly output: Reference<Output>;
  /** The task's status when it settled, for steps that run whatever happened. */
  readonly status: Reference<string>;
}

export interface StepOptions {
  readonly description?: string;
  /** Steps to wait for beyond those whose output is referred to. */
  readonly after?: readonly Step<unknown>[];
  /** Seconds for one attempt. */
  readonly timeout?: number;
  readonly maxRetries?: number;
  /** Seconds before the first retry. */
  readonly retryDelay?: number;
  readonly priority?: Priority;
  readonly resources?: readonly ResourceRequest[];
  readonly runOn?: TriggerRule;
  /** Where it is false when the step's turn comes, the step is skipped; {@link condition} writes one. */
  readonly when?: Reference<boolean> | string | boolean;
  /** `false`: its failure neither fails the run nor skips the steps that wait for it. */
  readonly required?: boolean;
  /** Seconds where they are times; see the written form's `retry`. */
  readonly retry?: RetryOptions;
  /** Seconds. */
  readonly timeouts?: { readonly attempt?: number; readonly total?: number; readonly waiting?: number };
  /** At least as much as the action asks for; otherwise the workflow cannot run. */
  readonly isolation?: Isolation;
  /** Each takes the place of the action's own. */
  readonly limits?: Limits;
  /** Answers an equal step with its earlier result; `true`: by its parameters alone. */
  readonly cache?: true | CacheRule;
  readonly repeat?: RepeatOptions;
}

/** When a step's work is done again. */
export interface RepeatOptions {
  /** Over what the work gave this time and how often it was done before; where it is true the step is done. */
  readonly until: (output: Reference<unknown>, index: Reference<number>) => Reference<boolean> | string;
  /** The step fails when it is not true after so many times; 100 unless given. */
  readonly max?: number;
  /** Seconds between two times. */
  readonly delay?: number;
}

export interface RetryOptions {
  readonly max?: number;
  readonly delay?: number;
  readonly factor?: number;
  readonly cap?: number;
  readonly jitter?: number;
  readonly onCodes?: readonly string[];
  readonly exitCodes?: readonly number[];
  readonly never?: readonly string[];
}

export type CompensationOptions = Pick<StepOptions, 'timeout' | 'maxRetries' | 'retryDelay'>;

/** Parameters of an action, or references to what a run will have in their place. */
export type StepParameters<Input extends z.ZodType> = {
  readonly [Key in keyof z.input<Input>]: Referable<z.input<Input>[Key]>;
};

export interface StepToWrite {
  readonly name: string;
  readonly action: { readonly module: string; readonly name: string };
  readonly parameters: unknown;
  readonly options: StepOptions;
}

export function writtenStep({ name, action, parameters, options }: StepToWrite): Record<string, unknown> {
  return {
    name,
    module: action.module,
    action: action.name,
    parameters: written(parameters),
    ...writtenOptions(options),
  };
}

/** Everything that a step says beside what it does. */
export function writtenOptions(options: StepOptions): Record<string, unknown> {
  return {
    description: options.description,
    dependencies: options.after?.map((step) => step.name),
    timeout: options.timeout,
    max_retries: options.maxRetries,
    retry_delay: options.retryDelay,
    priority: options.priority,
    resources: options.resources,
    run_on: options.runOn,
    when: written(options.when),
    required: options.required,
    retry: options.retry === undefined ? undefined : writtenRetry(options.retry),
    timeouts: options.timeouts,
    isolation: options.isolation,
    limits: options.limits && writtenLimits(options.limits),
    cache: options.cache,
    repeat: options.repeat && writtenRepeat(options.repeat),
  };
}

export function writtenCompensation({
  action,
  parameters,
  options,
}: Omit<StepToWrite, 'name'>): Record<string, unknown> {
  return {
    module: action.module,
    action: action.name,
    parameters: written(parameters),
    timeout: options.timeout,
    max_retries: options.maxRetries,
    retry_delay: options.retryDelay,
  };
}

function writtenRepeat({ until, max, delay }: RepeatOptions): Record<string, unknown> {
  return { until: written(until(reference('output'), reference('index'))), max, delay };
}

function writtenRetry({ onCodes, exitCodes, ...rest }: RetryOptions): Record<string, unknown> {
  return { ...rest, on_codes: onCodes, exit_codes: exitCodes };
}
