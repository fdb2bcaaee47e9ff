import type * as z from 'zod';
import type { Action, ActionDefinition } from './action.ts';
import { type ComposedAuthor, composedAuthor, stepReference } from './composed-author.ts';
import { DefinitionError, UsageError } from './errors.ts';
import { problemPath } from './problem.ts';
import { type Reference, reference, written } from './reference.ts';
import type { OrchestrationMode } from './status.ts';
import {
  type CompensationOptions,
  type Step,
  type StepOptions,
  type StepParameters,
  writtenCompensation,
  writtenStep,
} from './step-options.ts';
import { type WorkflowDefinition, workflowDefinitionSchema } from './workflow-definition.ts';
import { writtenParameters } from './written-parameters.ts';

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

/** Adds a step and gives what later ones may refer to. */
export type AddStep = <Definition extends ActionDefinition>(
  name: string,
  action: Action<string, string, Definition>,
  parameters: StepParameters<Definition['input']>,
  options?: StepOptions,
) => Step<z.output<Definition['output']>>;

export interface WorkflowAuthor<Parameters> extends ComposedAuthor {
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
  /** Says what a run gives, in values and references; the outputs of its steps by name unless it is said. */
  readonly outputs: (outputs: Readonly<Record<string, unknown>>) => void;
  /** What failed, for `onFailure` and `finally`. */
  readonly failures: Reference<readonly FailedStepFacts[]>;
}

/** A step that failed, as what comes after it sees it. */
export interface FailedStepFacts {
  readonly step: string;
  readonly error: string;
  readonly error_code: string;
}

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
  const workflows: Record<string, WorkflowDefinition> = {};
  let outputs: Readonly<Record<string, unknown>> | undefined;
  author({
    ...composedAuthor({ steps, workflows }),
    outputs: (given) => {
      outputs = given;
    },
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
    outputs: written(outputs),
    workflows: Object.keys(workflows).length === 0 ? undefined : workflows,
  });
}

function addTo(steps: Record<string, unknown>[]): AddStep {
  return (name, action, parameters, options = {}) => {
    steps.push(writtenStep({ name, action, parameters, options }));
    return stepReference(name);
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

function checked(definition: Record<string, unknown>): WorkflowDefinition {
  const result = workflowDefinitionSchema.safeParse(definition);
  if (result.success) return result.data;
  throw new DefinitionError(
    `workflow "${String(definition.name)}" is not valid: ${result.error.issues.map((issue) => issue.message).join('; ')}`,
    result.error.issues.map((issue) => ({ code: issue.code, message: issue.message, path: problemPath(issue.path) })),
  );
}
