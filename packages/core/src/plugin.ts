import type * as z from 'zod';
import type { Action, ActionDefinition } from './action.ts';
import { UsageError } from './errors.ts';
import type { Hooks } from './hooks.ts';

/** The major version of the contract between plugins and everything below. */
export const apiVersion = 1;

export interface PluginDefinition<
  Module extends string,
  Actions extends Readonly<Record<string, ActionDefinition>>,
  Config extends z.ZodType = z.ZodType,
> {
  /** The module's name in workflow files: snake_case. */
  readonly module: Module;
  readonly version: string;
  readonly description: string;
  /** `import.meta.url` of the file whose default export is this plugin: what a worker thread imports. */
  readonly entry: string;
  readonly actions: Actions;
  /**
   * What the configuration may say under `plugins.<module>`; read when the plugin is loaded. Actions that read it name the same schema
   * as their `config`. Everything in it has a default, or the plugin cannot be used before somebody has configured it.
   */
  readonly config?: Config;
  /** Other names under which definitions may call this module's actions. */
  readonly aliases?: Readonly<Record<string, keyof Actions & string>>;
  /** Called once for each engine, with what the plugin was configured with; every tap must bear the module's name. */
  readonly taps?: (hooks: Hooks, config: z.output<Config>) => void;
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
  readonly config?: z.ZodType | undefined;
  readonly aliases: Readonly<Record<string, string>>;
  /** Method syntax on purpose: a plugin of any configuration can then stand in a list of plugins. */
  taps?(hooks: Hooks, config: unknown): void;
}

const namePattern = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * Gives every action its address.
 * @throws UsageError when a name is not snake_case, or an action says what does not go together.
 */
export function definePlugin<
  const Module extends string,
  const Actions extends Readonly<Record<string, ActionDefinition>>,
  Config extends z.ZodType = z.ZodUndefined,
>(definition: PluginDefinition<Module, Actions, Config>): Plugin<Module, Actions> {
  checkName('module', definition.module);
  for (const name of Object.keys(definition.actions)) checkName('action', name, definition.module);
  for (const [name, action] of Object.entries(definition.actions)) {
    const why = whyWrong(action, definition);
    if (why !== undefined) throw new UsageError(`action ${definition.module}.${name} ${why}`);
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
    config: definition.config,
    aliases: definition.aliases ?? {},
    ...(definition.taps !== undefined && { taps: definition.taps }),
  });
}

function checkName(kind: 'module' | 'action', name: string, module?: string): void {
  if (namePattern.test(name)) return;
  const of = module === undefined ? '' : ` of plugin ${module}`;
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '_');
  const near = words
    .replace(/^[_\d]+/, '')
    .replace(/_$/, '')
    .slice(0, 64);
  throw new UsageError(`the ${kind} "${name}"${of} is not a name: use snake_case, at most 64 characters`, {
    suggestions: near === '' ? [] : [`such as "${near}"`],
  });
}

function whyWrong(
  action: ActionDefinition,
  { config, actions }: Pick<PluginDefinition<string, Readonly<Record<string, ActionDefinition>>>, 'config' | 'actions'>,
): string | undefined {
  if (action.config !== undefined && action.config !== config) return "reads another configuration than its plugin's";
  if (action.secrets !== undefined && !action.effects.includes('secrets')) {
    return "names secrets and not the effect 'secrets'";
  }
  if (action.compensate !== undefined && !Object.hasOwn(actions, action.compensate)) {
    return `is undone by "${action.compensate}", which is no action of its plugin`;
  }
  return undefined;
}

/** The plugin that a loaded module exports by default; `undefined` where it exports something else. */
export function exportedPlugin(module: unknown): Plugin | undefined {
  const exported = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  return isPlugin(exported) ? exported : undefined;
}

/** True for a plugin made by any loaded copy of this package. */
export function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'codomyrmex.plugin';
}
