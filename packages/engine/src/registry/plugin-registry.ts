import {
  type Action,
  apiVersion,
  didYouMean,
  InternalError,
  isPlugin,
  NotFoundError,
  type Plugin,
  UsageError,
} from '@codomyrmex/core';
import type { Hooks } from '@codomyrmex/core/hooks';

/** A plugin that is imported when a definition first names its module. */
export interface PluginSource {
  readonly module: string;
  /** The npm package, for messages. */
  readonly package: string;
  readonly load: () => Promise<unknown>;
}

export type PluginOrSource = Plugin | PluginSource;

/** The answer to a look-up: the action, or which part of its address nobody knows. */
export type ActionLookup = Action | 'unknown_module' | 'unknown_action';

/**
 * The modules of one composition. Every module belongs to one plugin; a second claim is refused with both named.
 * A plugin's taps are placed when it is loaded: at once for a plugin given whole, with its first use for a source.
 */
export class PluginRegistry {
  readonly #sources = new Map<string, PluginSource>();
  readonly #plugins = new Map<string, Plugin>();
  readonly #loading = new Map<string, Promise<Plugin>>();
  readonly #hooks: Hooks;

  constructor(plugins: readonly PluginOrSource[], hooks: Hooks) {
    this.#hooks = hooks;
    for (const plugin of plugins) this.#claim(plugin);
  }

  get modules(): readonly string[] {
    return [...this.#sources.keys(), ...this.#plugins.keys()]
      .filter((name, place, all) => all.indexOf(name) === place)
      .sort();
  }

  /** The npm package of a module that was given as a source. */
  packageOf(module: string): string | undefined {
    return this.#sources.get(module)?.package;
  }

  /** @throws NotFoundError MODULE_NOT_FOUND, with what was probably meant. */
  async plugin(module: string): Promise<Plugin> {
    const loaded = this.#plugins.get(module);
    if (loaded !== undefined) return loaded;
    const source = this.#sources.get(module);
    if (source === undefined) {
      const suggestion = didYouMean(module, this.modules);
      throw new NotFoundError(`there is no module "${module}"`, {
        code: 'MODULE_NOT_FOUND',
        suggestions: suggestion === undefined ? [`Installed modules: ${this.modules.join(', ')}`] : [suggestion],
      });
    }
    const loading = this.#loading.get(module) ?? this.#load(source);
    this.#loading.set(module, loading);
    return loading;
  }

  /** Loads those of the modules that exist, so that {@link action} can be asked for them. */
  async load(modules: Iterable<string>): Promise<void> {
    await Promise.all(
      [...new Set(modules)].filter((module) => this.#sources.has(module)).map((module) => this.plugin(module)),
    );
  }

  /** Of loaded modules only. */
  action(module: string, name: string): ActionLookup {
    const plugin = this.#plugins.get(module);
    if (plugin === undefined) return 'unknown_module';
    const action = Object.hasOwn(plugin.actions, name) ? plugin.actions[name] : undefined;
    if (action !== undefined) return action;
    const alias = Object.hasOwn(plugin.aliases, name) ? plugin.aliases[name] : undefined;
    return (alias === undefined ? undefined : plugin.actions[alias]) ?? 'unknown_action';
  }

  /** Names of a loaded module's actions. */
  actionNames(module: string): readonly string[] {
    return Object.keys(this.#plugins.get(module)?.actions ?? {});
  }

  /** The URL that a worker thread imports to find the module's actions. */
  entryOf(module: string): string | undefined {
    return this.#plugins.get(module)?.entry;
  }

  /** Of a loaded module's plugin. */
  versionOf(module: string): string | undefined {
    return this.#plugins.get(module)?.version;
  }

  #claim(plugin: PluginOrSource): void {
    if (this.#sources.has(plugin.module) || this.#plugins.has(plugin.module)) {
      throw new UsageError(`two plugins claim the module "${plugin.module}"`, {
        details: { second: 'package' in plugin ? plugin.package : plugin.description },
        suggestions: ['Compose the engine with one of them.'],
      });
    }
    if (isPlugin(plugin)) this.#install(plugin);
    else this.#sources.set(plugin.module, plugin);
  }

  async #load(source: PluginSource): Promise<Plugin> {
    let loaded: unknown;
    try {
      loaded = await source.load();
    } catch (cause) {
      throw new InternalError(`the package ${source.package} of module "${source.module}" cannot be loaded`, {
        code: 'PLUGIN_UNUSABLE',
        cause,
        suggestions: [`Reinstall it: npm install ${source.package}`],
      });
    }
    if (!isPlugin(loaded) || loaded.module !== source.module) {
      throw new InternalError(`the package ${source.package} does not offer the module "${source.module}"`, {
        code: 'PLUGIN_UNUSABLE',
      });
    }
    this.#install(loaded);
    return loaded;
  }

  #install(plugin: Plugin): void {
    if (plugin.apiVersion !== apiVersion) {
      throw new UsageError(
        `plugin "${plugin.module}" speaks version ${plugin.apiVersion} of the plugin contract, this engine version ${apiVersion}`,
        {
          code: 'PLUGIN_UNUSABLE',
          suggestions: [
            plugin.apiVersion < apiVersion ? `Update the plugin "${plugin.module}".` : 'Update Codomyrmex.',
          ],
        },
      );
    }
    this.#plugins.set(plugin.module, plugin);
    plugin.taps?.(this.#hooks);
  }
}
