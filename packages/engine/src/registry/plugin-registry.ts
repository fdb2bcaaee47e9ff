import {
  type Action,
  didYouMean,
  type Effect,
  InternalError,
  isOrchestrationError,
  isPlugin,
  NotFoundError,
  type Plugin,
  UsageError,
} from '@codomyrmex/core';
import type { Hooks } from '@codomyrmex/core/hooks';
import { pluginManifestSchema } from '@codomyrmex/core/manifest';
import * as z from 'zod';
import { checkContract } from './contract-version.ts';
import { describedPlugin } from './described-plugin.ts';
import { PluginConfiguration } from './plugin-configuration.ts';
import type { PluginOrSource, PluginSource } from './plugin-source.ts';

/** The answer to a look-up: the action, or why there is none to use. */
export type ActionLookup = Action | 'unknown_module' | 'unknown_action' | RefusedAction;

/** An action that does what the composition does not allow. */
export interface RefusedAction {
  readonly kind: 'refused';
  readonly id: string;
  /** What it declares and may not do. */
  readonly effects: readonly Effect[];
}

export interface RegistryOptions {
  readonly pluginConfig?: Readonly<Record<string, unknown>>;
  readonly allowedEffects?: readonly Effect[];
}

/**
 * The modules of one composition. Every module belongs to one plugin; a second claim is refused with both named. A plugin is known by
 * its manifest where it has one, and its code is loaded when it is needed: for an action in our process, for taps, or to know it at all.
 */
export class PluginRegistry {
  readonly #sources = new Map<string, PluginSource>();
  readonly #known = new Map<string, Plugin>();
  /** Those whose code is loaded: their taps are placed. */
  readonly #loaded = new Map<string, Plugin>();
  readonly #loading = new Map<string, Promise<Plugin>>();
  readonly #hooks: Hooks;
  readonly #configuration: PluginConfiguration;
  readonly #refusedEffects: (action: Action) => readonly Effect[];

  constructor(plugins: readonly PluginOrSource[], hooks: Hooks, options: RegistryOptions = {}) {
    this.#hooks = hooks;
    this.#configuration = new PluginConfiguration(options.pluginConfig);
    const { allowedEffects } = options;
    this.#refusedEffects =
      allowedEffects === undefined ? () => [] : ({ effects }) => effects.filter((one) => !allowedEffects.includes(one));
    for (const plugin of plugins) this.#claim(plugin);
  }

  get modules(): readonly string[] {
    return [...this.#sources.keys(), ...this.#known.keys()]
      .filter((name, place, all) => all.indexOf(name) === place)
      .sort();
  }

  /** The npm package of a module that was given as a source. */
  packageOf(module: string): string | undefined {
    return this.#sources.get(module)?.package;
  }

  /**
   * A module's plugin, by its manifest where it has one: its code is not loaded for that.
   * @throws NotFoundError MODULE_NOT_FOUND, with what was probably meant · PLUGIN_UNUSABLE · INVALID_CONFIGURATION.
   */
  async plugin(module: string): Promise<Plugin> {
    const known = this.#known.get(module) ?? (await this.#become(this.#source(module)));
    this.#configuration.read(known);
    return known;
  }

  /** The same with its code, and its taps in their places. */
  async loaded(module: string): Promise<Plugin> {
    const given = this.#loaded.get(module);
    return given ?? this.#load(this.#source(module));
  }

  /** Makes those of the modules known that exist, so that {@link action} can be asked for them; those that are near, by their code. */
  async load(modules: Iterable<string>): Promise<void> {
    const wanted = [...new Set(modules)].filter((module) => this.#sources.has(module) || this.#known.has(module));
    await Promise.all(wanted.map((module) => this.#used(module)));
  }

  async #used(module: string): Promise<void> {
    const source = this.#sources.get(module);
    const isNear = source?.isNear === true && (source.isolation ?? 'none') === 'none';
    if (isNear && !this.#known.has(module)) this.#known.set(module, await this.#load(source));
    await this.plugin(module);
  }

  /** Loads the code of every plugin whose manifest says that it taps hooks: what it guards is guarded from the first run on. */
  async loadTaps(): Promise<void> {
    const tapping = [...this.#sources.values()].filter(hasTaps);
    await Promise.all(
      tapping.map(async ({ module }) => {
        await this.plugin(module);
        await this.loaded(module);
      }),
    );
  }

  /** Of known modules only. */
  action(module: string, name: string): ActionLookup {
    const plugin = this.#known.get(module);
    if (plugin === undefined) return 'unknown_module';
    const alias = Object.hasOwn(plugin.aliases, name) ? plugin.aliases[name] : undefined;
    const action = ownAction(plugin, name) ?? (alias === undefined ? undefined : ownAction(plugin, alias));
    if (action === undefined) return 'unknown_action';
    const effects = this.#refusedEffects(action);
    return effects.length === 0 ? action : { kind: 'refused', id: action.id, effects };
  }

  /** Names of a known module's actions. */
  actionNames(module: string): readonly string[] {
    return Object.keys(this.#known.get(module)?.actions ?? {});
  }

  /** What a known module's actions read as their configuration. */
  configOf(module: string): unknown {
    const plugin = this.#known.get(module);
    if (plugin !== undefined) this.#configuration.read(plugin);
    return this.#configuration.of(module);
  }

  /** The URL that a worker thread imports to find the module's actions. */
  entryOf(module: string): string | undefined {
    return this.#known.get(module)?.entry;
  }

  /** Of a known module's plugin. */
  versionOf(module: string): string | undefined {
    return this.#known.get(module)?.version;
  }

  #source(module: string): PluginSource {
    const source = this.#sources.get(module);
    if (source !== undefined) return source;
    const suggestion = didYouMean(module, this.modules);
    throw new NotFoundError(`there is no module "${module}"`, {
      code: 'MODULE_NOT_FOUND',
      suggestions: suggestion === undefined ? [`Installed modules: ${this.modules.join(', ')}`] : [suggestion],
    });
  }

  #claim(plugin: PluginOrSource): void {
    const first = this.#sources.get(plugin.module) ?? this.#known.get(plugin.module);
    if (first !== undefined) throw claimedTwice(plugin.module, first, plugin);
    if (isPlugin(plugin)) {
      checkContract({ ...plugin, package: undefined });
      this.#install(plugin);
      this.#known.set(plugin.module, plugin);
    } else this.#sources.set(plugin.module, plugin);
  }

  async #become(source: PluginSource): Promise<Plugin> {
    const { described, isolation } = source;
    if (described === undefined) {
      const plugin = await this.#load(source);
      this.#known.set(source.module, plugin);
      return plugin;
    }
    const manifest = readManifest(source, described.manifest());
    checkContract({
      module: source.module,
      package: source.package,
      apiVersion: manifest.api_version,
      core: source.core ?? manifest.core,
    });
    const load = (): Promise<Plugin> => this.loaded(source.module);
    const plugin = describedPlugin({ manifest, entry: () => described.entry(), isolation, load });
    this.#known.set(source.module, plugin);
    return plugin;
  }

  #load(source: PluginSource): Promise<Plugin> {
    const loading = this.#loading.get(source.module) ?? this.#imported(source);
    this.#loading.set(source.module, loading);
    return loading;
  }

  async #imported(source: PluginSource): Promise<Plugin> {
    let plugin: unknown;
    try {
      plugin = await source.load();
    } catch (cause) {
      // A source that knows why it gives nothing says so itself.
      if (isOrchestrationError(cause)) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new InternalError(`the package ${source.package} of module "${source.module}" cannot be loaded: ${why}`, {
        code: 'PLUGIN_UNUSABLE',
        cause,
        suggestions: [`Reinstall it: npm install ${source.package}`],
      });
    }
    if (!isPlugin(plugin) || plugin.module !== source.module) {
      throw new InternalError(`the package ${source.package} does not offer the module "${source.module}"`, {
        code: 'PLUGIN_UNUSABLE',
        suggestions: ['Its entry exports by default what definePlugin gives for that module.'],
      });
    }
    checkContract({ ...plugin, package: source.package, core: source.core });
    this.#install(plugin);
    return plugin;
  }

  #install(plugin: Plugin): void {
    this.#loaded.set(plugin.module, plugin);
    if (plugin.taps === undefined) return;
    this.#configuration.read(plugin);
    plugin.taps(this.#hooks, this.#configuration.of(plugin.module));
  }
}

const ownAction = ({ actions }: Plugin, name: string): Action | undefined =>
  Object.hasOwn(actions, name) ? actions[name] : undefined;

/** The code of one that is kept apart never runs in our process, so it has no taps. */
const hasTaps = ({ described, isolation = 'none' }: PluginSource): boolean =>
  described?.hasTaps === true && isolation === 'none';

function readManifest(source: PluginSource, written: unknown) {
  const read = pluginManifestSchema.safeParse(written);
  if (read.success && read.data.module === source.module) return read.data;
  const why = read.success ? `it is that of the module "${read.data.module}"` : z.prettifyError(read.error);
  throw new UsageError(`the manifest of ${source.package} (module "${source.module}") cannot be used: ${why}`, {
    code: 'PLUGIN_UNUSABLE',
    suggestions: [`Reinstall it: npm install ${source.package}`],
  });
}

const named = (plugin: PluginOrSource): string =>
  'package' in plugin ? plugin.package : `the one that says "${plugin.description}"`;

const claimedTwice = (module: string, first: PluginOrSource, second: PluginOrSource): UsageError =>
  new UsageError(`two plugins claim the module "${module}": ${named(first)} and ${named(second)}`, {
    details: { module, first: named(first), second: named(second) },
    suggestions: ['Compose the engine with one of them.'],
  });
