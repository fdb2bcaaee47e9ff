import * as z from 'zod';
import type { Action, ActionDefinition } from './action.ts';
import type { CacheRule } from './cache-rule.ts';
import { DefinitionError, UsageError } from './errors.ts';
import { type Isolation, type Limits, writtenLimits } from './isolation.ts';
import { problemPath } from './problem.ts';
import { member, type Referable, type Reference, reference, written } from './reference.ts';
import type { OrchestrationMode, Priority, TriggerRule } from './status.ts';
import { type ResourceRequest, type WorkflowDefinition, workflowDefinitionSchema } from './workflow-definition.ts';

type ParametersShape = z.ZodObject;

export interface WorkflowOptions<Parameters extends ParametersShape> {
  readonly name: string;
  readonly description?: string;
  /** What a run can be given; its JSON Schema goes into the definition. */
  readonly parameters?: Parameters;
  readonly mode?: OrchestrationMode;
  readonly maxParallel?: number;
  /** Seconds for the whole run. */
  readonly timeout?: number;
  readonly onFailure?: 'continue' | 'stop' | 'rollback';
  readonly durability?: 'relaxed' | 'strict';
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

/** A step of a definition that is being written; `output` is what later steps may refer to. */
export interface Step<Output> {
  readonly name: string;
  readonly output: Reference<Output>;
  /** The task's status when it settled, for steps that run whatever happened. */
  readonly status: Reference<string>;
}

/** Adds a step and gives what later ones may refer to. */
export type AddStep = <Definition extends ActionDefinition>(
  name: string,
  action: Action<string, string, Definition>,
  parameters: StepParameters<Definition['input']>,
  options?: StepOptions,
) => Step<z.output<Definition['output']>>;

export interface WorkflowAuthor<Parameters> {
  readonly parameters: { readonly [Name in keyof Parameters & string]: Reference<Parameters[Name]> };
  readonly step: AddStep;
  /** Says what undoes a step when the run is rolled back; it may refer to what the step left. */
  readonly compensate: <Definition extends ActionDefinition>(
    step: Step<unknown>,
    action: Action<string, string, Definition>,
    parameters: StepParameters<Definition['input']>,
    options?: CompensationOptions,
  ) => void;
  /** Adds a step for runs that failed, timed out or were cancelled. */
  readonly onFailure: AddStep;
  /** Adds a step for the end of every run. */
  readonly finally: AddStep;
  /** What failed, for `onFailure` and `finally`. */
  readonly failures: Reference<readonly FailedStepFacts[]>;
}

/** A step that failed, as what comes after it sees it. */
export interface FailedStepFacts {
  readonly step: string;
  readonly error: string;
  readonly error_code: string;
}

export type CompensationOptions = Pick<StepOptions, 'timeout' | 'maxRetries' | 'retryDelay'>;

type StepParameters<Input extends z.ZodType> = {
  readonly [Key in keyof z.input<Input>]: Referable<z.input<Input>[Key]>;
};

/**
 * A workflow written in TypeScript. Steps refer to earlier steps' outputs and to parameters through typed references;
 * the result is the same plain data that a YAML file gives.
 * @throws DefinitionError with every problem of the written form.
 */
export function defineWorkflow<Parameters extends ParametersShape = z.ZodObject<Record<never, never>>>(
  options: WorkflowOptions<Parameters>,
  author: (workflow: WorkflowAuthor<z.output<Parameters>>) => void,
): WorkflowDefinition {
  const steps: Record<string, unknown>[] = [];
  const onFailureSteps: Record<string, unknown>[] = [];
  const finallySteps: Record<string, unknown>[] = [];
  author({
    parameters: parameterReferences(options.parameters),
    step: addTo(steps),
    compensate: ({ name }, action, parameters, undoing = {}) => {
      const step = steps.find((one) => one.name === name);
      if (step === undefined) throw new UsageError(`"${name}" is no step of this workflow: nothing can undo it`);
      step.compensate = writtenCompensation({ action, parameters, options: undoing });
    },
    onFailure: addTo(onFailureSteps),
    finally: addTo(finallySteps),
    failures: reference('failures'),
  });
  return checked({
    schema_version: 1,
    name: options.name,
    description: options.description,
    parameters: options.parameters === undefined ? undefined : writtenParameters(options.parameters),
    mode: options.mode,
    max_parallel: options.maxParallel,
    timeout: options.timeout,
    on_failure: options.onFailure,
    durability: options.durability,
    steps,
    on_failure_steps: onFailureSteps.length === 0 ? undefined : onFailureSteps,
    finally: finallySteps.length === 0 ? undefined : finallySteps,
  });
}

function addTo(steps: Record<string, unknown>[]): AddStep {
  return (name, action, parameters, options = {}) => {
    steps.push(writtenStep({ name, action, parameters, options }));
    const self = member('steps', name);
    return { name, output: reference(`${self}.output`), status: reference(`${self}.status`) };
  };
}

/** Roots of an expression that are not steps: a step of that name is reached through `steps`. */
export const reservedNames = ['steps', 'params', 'run', 'item', 'index', 'matrix', 'failures', 'true', 'false', 'null'];

function parameterReferences<Parameters extends ParametersShape>(
  schema: Parameters | undefined,
): WorkflowAuthor<z.output<Parameters>>['parameters'] {
  const names = schema === undefined ? [] : Object.keys(schema.shape);
  // One reference per key of the schema, which is what the mapped type says.
  return Object.fromEntries(names.map((name) => [name, reference(`params.${name}`)])) as WorkflowAuthor<
    z.output<Parameters>
  >['parameters'];
}

interface StepToWrite {
  readonly name: string;
  readonly action: { readonly module: string; readonly name: string };
  readonly parameters: unknown;
  readonly options: StepOptions;
}

function writtenStep({ name, action, parameters, options }: StepToWrite): Record<string, unknown> {
  return {
    name,
    description: options.description,
    module: action.module,
    action: action.name,
    parameters: written(parameters),
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
  };
}

function writtenCompensation({ action, parameters, options }: Omit<StepToWrite, 'name'>): Record<string, unknown> {
  return {
    module: action.module,
    action: action.name,
    parameters: written(parameters),
    timeout: options.timeout,
    max_retries: options.maxRetries,
    retry_delay: options.retryDelay,
  };
}

function writtenRetry({ onCodes, exitCodes, ...rest }: RetryOptions): Record<string, unknown> {
  return { ...rest, on_codes: onCodes, exit_codes: exitCodes };
}

function writtenParameters(schema: ParametersShape): Record<string, unknown> {
  const json = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  const required = new Set(json.required);
  return Object.fromEntries(
    Object.entries(json.properties ?? {}).map(([name, property]) => [
      name,
      typeof property === 'object' ? { ...property, required: required.has(name) } : property,
    ]),
  );
}

function checked(definition: Record<string, unknown>): WorkflowDefinition {
  const result = workflowDefinitionSchema.safeParse(definition);
  if (result.success) return result.data;
  throw new DefinitionError(
    `workflow "${String(definition.name)}" is not valid: ${result.error.issues.map((issue) => issue.message).join('; ')}`,
    result.error.issues.map((issue) => ({ code: issue.code, message: issue.message, path: problemPath(issue.path) })),
  );
}
