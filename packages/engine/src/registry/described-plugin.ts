import {
  type Action,
  type Failure,
  InternalError,
  type Isolation,
  isWeaker,
  type Limits,
  type Plugin,
} from '@codomyrmex/core';
import type { ManifestAction, PluginManifest } from '@codomyrmex/core/manifest';
import * as z from 'zod';
import { checkedInput, checkedOutput } from '../effects/checked-values.ts';

interface Described {
  readonly manifest: PluginManifest;
  /** Asked when another thread or process is to import it. */
  readonly entry: () => string;
  /** The least isolation of its actions. */
  readonly isolation: Isolation | undefined;
  readonly load: () => Promise<Plugin>;
}

/** A plugin as its manifest tells it. Its code is loaded when one of its actions first runs in our process. */
export function describedPlugin({ manifest, entry, isolation, load }: Described): Plugin {
  const implementation = new Implementation(manifest, load);
  const actions = manifest.actions.map((action): [string, Action] => [
    action.name,
    new DescribedAction({ action, module: manifest.module, isolation, implementation }),
  ]);
  let url: string | undefined;
  return {
    kind: 'codomyrmex.plugin',
    apiVersion: manifest.api_version,
    module: manifest.module,
    version: manifest.version,
    description: manifest.description,
    /** Found once: every step that uses the plugin asks for it. */
    get entry() {
      url ??= entry();
      return url;
    },
    actions: Object.fromEntries(actions),
    config: manifest.config === undefined ? undefined : z.fromJSONSchema(manifest.config),
    aliases: manifest.aliases,
  };
}

/** The plugin's code. */
class Implementation {
  readonly #manifest: PluginManifest;
  readonly #load: () => Promise<Plugin>;
  #loaded: Plugin | undefined;

  constructor(manifest: PluginManifest, load: () => Promise<Plugin>) {
    this.#manifest = manifest;
    this.#load = load;
  }

  /** @throws InternalError PLUGIN_UNUSABLE when the manifest does not tell of this code. */
  async action(name: string): Promise<Action> {
    this.#loaded ??= await this.#load();
    const action = this.loadedAction(name);
    if (action !== undefined && this.#loaded.version === this.#manifest.version) return action;
    const { package: packageName, module, version } = this.#manifest;
    throw new InternalError(
      `the manifest of ${packageName} is not that of its code: it tells of ${module}.${name} ${version}, and the code is ${this.#loaded.version}${action === undefined ? ` without ${name}` : ''}`,
      {
        code: 'PLUGIN_UNUSABLE',
        suggestions: ['Its author builds the package again: codomyrmex-manifest is a step of it.'],
      },
    );
  }

  loadedAction(name: string): Action | undefined {
    const actions = this.#loaded?.actions ?? {};
    return Object.hasOwn(actions, name) ? actions[name] : undefined;
  }
}

interface ActionParts {
  readonly action: ManifestAction;
  readonly module: string;
  readonly isolation: Isolation | undefined;
  readonly implementation: Implementation;
}

/** An action that is checked by its JSON Schemas, and by its own when it runs. */
class DescribedAction implements Action {
  readonly module: string;
  readonly name: string;
  readonly id: `${string}.${string}`;
  readonly title: string;
  readonly description?: string;
  readonly effects: Action['effects'];
  readonly secrets?: readonly string[];
  readonly idempotent: boolean;
  readonly isolation?: Isolation;
  readonly limits?: Limits;
  readonly timeout?: number;
  readonly deprecated?: NonNullable<Action['deprecated']>;
  readonly compensate?: string;
  readonly examples?: NonNullable<Action['examples']>;
  readonly #told: ManifestAction;
  readonly #implementation: Implementation;
  #input: z.ZodType | undefined;
  #output: z.ZodType | undefined;

  constructor({ action, module, isolation, implementation }: ActionParts) {
    this.#told = action;
    this.#implementation = implementation;
    this.module = module;
    this.name = action.name;
    this.id = `${module}.${action.name}`;
    this.title = action.title;
    this.effects = action.effects;
    this.idempotent = action.idempotent;
    const least = stronger(action.isolation, isolation);
    if (action.description !== undefined) this.description = action.description;
    if (action.secrets !== undefined) this.secrets = action.secrets;
    if (least !== undefined) this.isolation = least;
    if (action.limits !== undefined) this.limits = readLimits(action.limits);
    if (action.timeout !== undefined) this.timeout = action.timeout;
    if (action.deprecated !== undefined) this.deprecated = readDeprecation(action.deprecated);
    if (action.compensate !== undefined) this.compensate = action.compensate;
    if (action.examples !== undefined) this.examples = action.examples;
  }

  get input(): z.ZodType {
    this.#input ??= z.fromJSONSchema(this.#told.input);
    return this.#input;
  }

  get output(): z.ZodType {
    this.#output ??= z.fromJSONSchema(this.#told.output);
    return this.#output;
  }

  async run(...[context, input]: Parameters<Action['run']>): Promise<unknown> {
    const action = await this.#implementation.action(this.name);
    return checkedOutput(action, await action.run(context, checkedInput(action, input)));
  }

  /** Before its code is loaded nothing has failed but the loading. */
  isRetryable(failure: Failure): boolean {
    return this.#implementation.loadedAction(this.name)?.isRetryable?.(failure) ?? failure.retryable;
  }
}

function stronger(one: Isolation | undefined, other: Isolation | undefined): Isolation | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return isWeaker(one, other) ? other : one;
}

const readLimits = ({ memory_mb, cpu_seconds, enforce }: NonNullable<ManifestAction['limits']>): Limits => ({
  ...(memory_mb !== undefined && { memoryMb: memory_mb }),
  ...(cpu_seconds !== undefined && { cpuSeconds: cpu_seconds }),
  ...(enforce !== undefined && { enforce }),
});

const readDeprecation = ({
  since,
  use,
}: NonNullable<ManifestAction['deprecated']>): NonNullable<Action['deprecated']> => ({
  since,
  ...(use !== undefined && { use }),
});
