import * as z from 'zod';
import type { Action, ActionDefinition } from './action.ts';
import type { CacheRule } from './cache-rule.ts';
import { DefinitionError } from './errors.ts';
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
  readonly onFailure?: 'continue' | 'stop';
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
  /** Answers an equal step with its earlier result; `true`: by its parameters alone. */
  readonly cache?: true | CacheRule;
}

/** A step of a definition that is being written; `output` is what later steps may refer to. */
export interface Step<Output> {
  readonly name: string;
  readonly output: Reference<Output>;
  /** The task's status when it settled, for steps that run whatever happened. */
  readonly status: Reference<string>;
}

export interface WorkflowAuthor<Parameters> {
  readonly parameters: { readonly [Name in keyof Parameters & string]: Reference<Parameters[Name]> };
  readonly step: <Definition extends ActionDefinition>(
    name: string,
    action: Action<string, string, Definition>,
    parameters: StepParameters<Definition['input']>,
    options?: StepOptions,
  ) => Step<z.output<Definition['output']>>;
}

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
  const steps: unknown[] = [];
  author({
    parameters: parameterReferences(options.parameters),
    step: (name, action, parameters, stepOptions = {}) => {
      steps.push(writtenStep({ name, action, parameters, options: stepOptions }));
      const self = member('steps', name);
      return { name, output: reference(`${self}.output`), status: reference(`${self}.status`) };
    },
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
  });
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
    cache: options.cache,
  };
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
