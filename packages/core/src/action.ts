import type * as z from 'zod';
import type { ActionContext } from './action-context.ts';
import type { Failure } from './failure.ts';
import type { Isolation, Limits } from './isolation.ts';

export const effects = ['fs:read', 'fs:write', 'net', 'exec', 'secrets'] as const;
/** What an action does to the world; declared, shown to people, and not enforced for code that runs in our process. */
export type Effect = (typeof effects)[number];

/** Told to people where the action is used; it works as before. */
export interface Deprecation {
  /** The version of the plugin that began to say so. */
  readonly since: string;
  /** `module.action` that takes its place. */
  readonly use?: string;
}

export interface ActionDefinition<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Config extends z.ZodType = z.ZodType,
> {
  readonly title: string;
  readonly description?: string;
  /** Checked before every attempt; its JSON Schema is shown to authors. Transforms and dates have none and are refused. */
  readonly input: Input;
  /** Checked after every attempt: what does not fit is a failure, INVALID_OUTPUT. */
  readonly output: Output;
  readonly effects: readonly Effect[];
  /** The plugin's configuration schema, where the action reads `context.config`. */
  readonly config?: Config;
  /** Names of the secrets that it may ask for; needs the effect `secrets`. */
  readonly secrets?: readonly string[];
  readonly deprecated?: Deprecation;
  /**
   * Name of the action of the same plugin that undoes this one when a run is rolled back and its step names nothing that does. It is
   * given `{ input, output }`: what the step was given, as it is written, and what this action gave. For steps of many items or
   * rounds it is not taken.
   */
  readonly compensate?: string;
  /** Whether running it again with the same input does no harm. An attempt that was lost in a crash is run again either way. */
  readonly idempotent: boolean;
  /** `none` unless given; a step may ask for more. */
  readonly isolation?: Isolation;
  /**
   * Whether another attempt may help after this failure; what the failure itself says unless given. Asked once for each
   * failure, when it happens. One that throws counts as `false`.
   */
  isRetryable?(failure: Failure): boolean;
  /** What one attempt may use where the step says nothing else; needs an isolation. */
  readonly limits?: Limits;
  /** Seconds for one attempt where the step names none. */
  readonly timeout?: number;
  readonly examples?: readonly { readonly title: string; readonly input: z.input<Input> }[];
  /** Method syntax on purpose: an action of any input can then stand in a list of actions. */
  run(context: ActionContext<z.output<Config>>, input: z.output<Input>): z.input<Output> | Promise<z.input<Output>>;
}

/** Checks an action's shape at compile time and gives it back; inference of input and output is the point. */
export function defineAction<
  Input extends z.ZodType,
  Output extends z.ZodType,
  Config extends z.ZodType = z.ZodUndefined,
>(definition: ActionDefinition<Input, Output, Config>): ActionDefinition<Input, Output, Config> {
  return definition;
}

/** An action under its address, as a plugin offers it. */
export type Action<
  Module extends string = string,
  Name extends string = string,
  Definition extends ActionDefinition = ActionDefinition,
> = Definition & {
  readonly module: Module;
  readonly name: Name;
  /** `module.action`. */
  readonly id: `${Module}.${Name}`;
};
