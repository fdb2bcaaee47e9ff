import type { Action, ActionDefinition } from './action.ts';
import { UsageError } from './errors.ts';
import type { Hooks } from './hooks.ts';

/** The major version of the contract between plugins and everything below. */
export const apiVersion = 1;

export interface PluginDefinition<Module extends string, Actions extends Readonly<Record<string, ActionDefinition>>> {
  /** The module's name in workflow files: snake_case. */
  readonly module: Module;
  readonly version: string;
  readonly description: string;
  /** `import.meta.url` of the file whose default export is this plugin: what a worker thread imports. */
  readonly entry: string;
  readonly actions: Actions;
  /** Other names under which definitions may call this module's actions. */
  readonly aliases?: Readonly<Record<string, keyof Actions & string>>;
  /** Called once when an engine is composed; every tap must bear the module's name. */
  readonly taps?: (hooks: Hooks) => void;
}

export interface Plugin<
  Module extends string = string,
  Actions extends Readonly<Record<string, ActionDefinition>> = Readonly<Record<string, ActionDefinition>>,
> {
  readonly kind: 'codomyrmex.plugin';
  readonly apiVersion: number;
  readonly module: Module;
  readonly version: string;
  readonly description: string;
  readonly entry: string;
  readonly actions: { readonly [Name in keyof Actions & string]: Action<Module, Name, Actions[Name]> };
  readonly aliases: Readonly<Record<string, string>>;
  readonly taps?: ((hooks: Hooks) => void) | undefined;
}

const namePattern = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * Gives every action its address.
 * @throws UsageError when a name is not snake_case.
 */
export function definePlugin<
  const Module extends string,
  const Actions extends Readonly<Record<string, ActionDefinition>>,
>(definition: PluginDefinition<Module, Actions>): Plugin<Module, Actions> {
  for (const name of [definition.module, ...Object.keys(definition.actions)]) {
    if (!namePattern.test(name)) {
      throw new UsageError(
        `"${name}" in plugin ${definition.module} is not a name: use snake_case, at most 64 characters`,
      );
    }
  }
  const actions = Object.fromEntries(
    Object.entries(definition.actions).map(([name, action]) => [
      name,
      Object.freeze({ ...action, module: definition.module, name, id: `${definition.module}.${name}` }),
    ]),
  );
  return Object.freeze({
    kind: 'codomyrmex.plugin',
    apiVersion,
    module: definition.module,
    version: definition.version,
    description: definition.description,
    entry: definition.entry,
    // Object.fromEntries forgets which name has which action; each was spread from exactly that entry.
    actions: actions as Plugin<Module, Actions>['actions'],
    aliases: definition.aliases ?? {},
    taps: definition.taps,
  });
}

/** True for a plugin made by any loaded copy of this package. */
export function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'codomyrmex.plugin';
}
