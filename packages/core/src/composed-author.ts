import type * as z from 'zod';
import type { Action, ActionDefinition } from './action.ts';
import { member, type Referable, type Reference, reference, written } from './reference.ts';
import { type Step, type StepOptions, type StepParameters, writtenOptions, writtenStep } from './step-options.ts';
import type { WorkflowDefinition } from './workflow-definition.ts';
import { writtenParameters } from './written-parameters.ts';

/** How many items at once, and how many must be good. */
export interface ItemsOptions extends StepOptions {
  /** Items that may be in hand at once. */
  readonly maxParallel?: number;
  /** So many must complete, or so large a share may fail; all must complete unless given. */
  readonly success?: { readonly min: number } | { readonly tolerance: number };
}

type OutputOf<Definition extends ActionDefinition> = z.output<Definition['output']>;

/** Adds a step that is done for each item of a list; its output is the results in order, `null` where an item failed. */
export type AddEach = <Item, Definition extends ActionDefinition>(
  name: string,
  action: Action<string, string, Definition>,
  options: ItemsOptions & { readonly items: Reference<readonly Item[]> | readonly Item[] },
  parameters: (item: Reference<Item>, index: Reference<number>) => StepParameters<Definition['input']>,
) => Step<readonly (OutputOf<Definition> | null)[]>;

export interface MatrixOptions<Axes> extends ItemsOptions {
  readonly axes: Axes;
  /** Adds values to the combinations that it fits, or else a combination. */
  readonly include?: readonly Readonly<Record<string, unknown>>[];
  /** Takes out the combinations that have these values. */
  readonly exclude?: readonly { readonly [Name in keyof Axes]?: unknown }[];
}

/** Adds a step that is done for every combination of values. */
export type AddMatrix = <
  Axes extends Readonly<Record<string, readonly unknown[]>>,
  Definition extends ActionDefinition,
>(
  name: string,
  action: Action<string, string, Definition>,
  options: MatrixOptions<Axes>,
  parameters: (
    combination: { readonly [Name in keyof Axes]: Reference<Axes[Name][number]> },
    index: Reference<number>,
  ) => StepParameters<Definition['input']>,
) => Step<readonly (OutputOf<Definition> | null)[]>;

type WaitOptions = Pick<StepOptions, 'description' | 'after' | 'when' | 'required' | 'runOn'> & {
  /** Seconds after which the step has failed. */
  readonly deadline?: number;
};

/** What a step waits for: a time, a signal, or somebody's yes or no. */
export type Awaited =
  | { readonly seconds: Referable<number> }
  | { readonly until: Referable<string> }
  | { readonly signal: string }
  | { readonly approval: { readonly prompt: string; readonly form?: z.ZodObject } };

type AwaitedOutput<Wait extends Awaited> = Wait extends { readonly signal: string }
  ? { readonly signal: string; readonly data: unknown }
  : Wait extends { readonly approval: infer Approval }
    ? { readonly approved: true; readonly data: FormData<Approval> }
    : { readonly until: string };

type FormData<Approval> = Approval extends { readonly form: infer Form extends z.ZodObject }
  ? z.output<Form>
  : Readonly<Record<string, never>>;

/** Adds a step that waits, in no slot. */
export type AddWait = <Wait extends Awaited>(
  name: string,
  wait: Wait,
  options?: WaitOptions,
) => Step<AwaitedOutput<Wait>>;

type InnerOptions = Omit<StepOptions, 'resources' | 'isolation' | 'limits' | 'cache'> & {
  /** Steps of the workflow that may run at once. */
  readonly maxParallel?: number;
  /** `false`: a rollback leaves what the steps of the workflow did. */
  readonly compensateSteps?: boolean;
};

/** Adds a step that runs a workflow: one that was defined in code goes along, another is found by its name. */
export type AddWorkflow = (
  name: string,
  workflow: WorkflowDefinition | string,
  parameters?: Readonly<Record<string, unknown>>,
  options?: InnerOptions,
) => Step<Readonly<Record<string, unknown>>>;

export interface ComposedAuthor {
  readonly each: AddEach;
  readonly matrix: AddMatrix;
  readonly wait: AddWait;
  readonly workflow: AddWorkflow;
}

interface Written {
  readonly steps: Record<string, unknown>[];
  readonly workflows: Record<string, WorkflowDefinition>;
}

/** What adds steps that are more than one action. */
export function composedAuthor({ steps, workflows }: Written): ComposedAuthor {
  const add = <Output>(step: Record<string, unknown> & { readonly name: string }): Step<Output> => {
    steps.push(step);
    return stepReference(step.name);
  };
  return {
    each: (name, action, { items, ...options }, parameters) =>
      add({
        ...writtenStep({ name, action, parameters: parameters(reference('item'), reference('index')), options }),
        name,
        foreach: written(items),
        ...writtenItems(options),
      }),
    matrix: (name, action, { axes, include, exclude, ...options }, parameters) => {
      const combination = Object.fromEntries(
        Object.keys(axes).map((axis) => [axis, reference(member('matrix', axis))]),
      );
      // One reference for each axis, which is what the mapped type says.
      const given = parameters(combination as Parameters<typeof parameters>[0], reference('index'));
      return add({
        ...writtenStep({ name, action, parameters: given, options }),
        name,
        matrix: { ...axes, include, exclude },
        ...writtenItems(options),
      });
    },
    wait: (name, wait, { deadline, ...options } = {}) =>
      add({ name, wait_for: writtenWait(wait), deadline, ...writtenOptions(options) }),
    workflow: (name, workflow, parameters = {}, { maxParallel, compensateSteps, ...options } = {}) => {
      const called = typeof workflow === 'string' ? workflow : workflow.name;
      if (typeof workflow !== 'string') workflows[called] = workflow;
      return add({
        name,
        workflow: called,
        parameters: written(parameters),
        max_parallel: maxParallel,
        compensate_steps: compensateSteps,
        ...writtenOptions(options),
      });
    },
  };
}

export function stepReference<Output>(name: string): Step<Output> {
  const self = member('steps', name);
  return { name, output: reference(`${self}.output`), status: reference(`${self}.status`) };
}

function writtenItems({ maxParallel, success }: ItemsOptions): Record<string, unknown> {
  return { max_parallel: maxParallel, success };
}

function writtenWait(wait: Awaited): unknown {
  if (!('approval' in wait)) return written(wait);
  const { prompt, form } = wait.approval;
  return { approval: { prompt, ...(form !== undefined && { form: writtenParameters(form) }) } };
}
