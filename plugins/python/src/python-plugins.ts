import { type ActionDefinition, defineAction, definePlugin, type Plugin } from '@codomyrmex/core';
import * as z from 'zod';
import { callFunction } from './call.ts';
import { callResultSchema } from './call-result.ts';
import type { Description } from './describe.ts';
import type { DescribedFunction, DescribedModule } from './described-module.ts';
import type { FailureRule } from './returned-failure.ts';
import { settingsSchema } from './settings.ts';
import { version } from './version.ts';

export interface PythonPluginOptions {
  /** Stands before the names of modules; `python_` unless given, so that none claims the name of another plugin. */
  readonly prefix?: string;
  /** Modules to leave out, by their names without prefix. */
  readonly except?: readonly string[];
  readonly python?: string;
  /** Folders of the workspace. */
  readonly pythonPath?: readonly string[];
  /** Which returned data fails a step; `returned` unless given. */
  readonly failureRule?: FailureRule;
  /** Seconds for one call; none unless given. */
  readonly timeout?: number;
}

export interface PythonPlugins {
  readonly plugins: readonly Plugin[];
  /** Modules and functions that are in no plugin, and why. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

const namePattern = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * One plugin for each described module that has functions, one action for each function. Modules in modules are joined by
 * two underscores: `coding.static_analysis` is `python_coding__static_analysis`.
 */
export function pythonPlugins(description: Description, options: PythonPluginOptions = {}): PythonPlugins {
  const leftOut = description.failed.map(({ module, reason }) => ({ name: module, reason }));
  const plugins: Plugin[] = [];
  for (const module of description.modules) {
    const name = bareName(description.package, module.module);
    if (options.except?.includes(name) === true) continue;
    const address = `${options.prefix ?? 'python_'}${name.replaceAll('.', '__')}`;
    if (!namePattern.test(address)) {
      leftOut.push({ name, reason: `"${address}" is not a name for a module` });
      continue;
    }
    const { actions, refused } = actionsOf(module, description, options);
    leftOut.push(...refused.map(({ name: own, reason }) => ({ name: `${name}.${own}`, reason })));
    if (Object.keys(actions).length > 0) {
      plugins.push(pluginOf({ address, module, actions, description, options }));
    }
  }
  return { plugins, leftOut };
}

interface PluginParts {
  readonly address: string;
  readonly module: DescribedModule;
  readonly actions: Readonly<Record<string, ActionDefinition>>;
  readonly description: Description;
  readonly options: PythonPluginOptions;
}

function pluginOf({ address, module, actions, description, options }: PluginParts): Plugin {
  return definePlugin({
    module: address,
    version,
    description: module.description || `The Python module ${module.module}.`,
    entry: entryOf({ ...description, modules: [module], failed: [] }, options),
    config: settingsSchema,
    actions,
  });
}

/** A module of its own, for steps that run in a thread or process: it holds what it is made of. */
function entryOf(description: Description, options: PythonPluginOptions): string {
  const index = new URL(import.meta.url.endsWith('.ts') ? 'index.ts' : 'index.js', import.meta.url);
  const source = [
    `import { pythonPlugins } from ${JSON.stringify(index.href)};`,
    `const { plugins } = pythonPlugins(${JSON.stringify(description)}, ${JSON.stringify(options)});`,
    'export default plugins[0];',
  ];
  return `data:text/javascript,${encodeURIComponent(source.join('\n'))}`;
}

function actionsOf(module: DescribedModule, description: Description, options: PythonPluginOptions) {
  const actions: Record<string, ActionDefinition> = {};
  const refused: { readonly name: string; readonly reason: string }[] = [];
  for (const described of module.functions) {
    const { name } = described;
    const reason = described.not_callable ?? (namePattern.test(name) ? undefined : 'its name is not snake_case');
    if (reason === undefined) actions[name] = actionOf(described, description.package, options);
    else refused.push({ name, reason });
  }
  return { actions, refused };
}

function actionOf(described: DescribedFunction, packageName: string, options: PythonPluginOptions): ActionDefinition {
  return defineAction({
    title: described.name.replaceAll('_', ' '),
    description: described.description,
    input: inputOf(described),
    output: callResultSchema,
    effects: ['exec', 'fs:read', 'fs:write', 'net'],
    config: settingsSchema,
    idempotent: false,
    run: (context, parameters) =>
      callFunction(
        context,
        { package: packageName, python: options.python, python_path: [...(options.pythonPath ?? [])], env: {} },
        {
          module: described.module,
          action: described.name,
          parameters: z.record(z.string(), z.unknown()).parse(parameters),
          timeout: options.timeout,
          failure_rule: options.failureRule ?? 'returned',
        },
      ),
  });
}

/** A schema with words that have no counterpart here is left to Python, which checks names and forms itself. */
function inputOf({ schema }: DescribedFunction): z.ZodType {
  try {
    // The package's own words for its parameters: nothing here is kept in zod's registry of everybody's schemas.
    return z.fromJSONSchema(schema, { registry: z.registry() });
  } catch {
    return z.record(z.string(), z.unknown());
  }
}

function bareName(packageName: string, module: string): string {
  return module.startsWith(`${packageName}.`) ? module.slice(packageName.length + 1) : module;
}
