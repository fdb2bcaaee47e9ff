import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DefinitionError, type Effect, type Problem } from '@codomyrmex/core';
import { type Environment, environmentConfig, environmentVariables } from '../config.ts';
import { problemsOf } from '../definition/fault.ts';
import { jsonSchemaOf } from '../definition/json-schema-members.ts';
import { schemaFaults } from '../definition/schema-faults.ts';
import { absolutePaths, configurationFileIn, readConfigurationFile } from './configuration-file.ts';
import { configurationKeys } from './configuration-keys.ts';
import { type ConfigurationKey, configurationSchema, type WrittenConfiguration } from './configuration-schema.ts';
import { configurationVariables, environmentSettings } from './environment-settings.ts';

/** Where a value was set; the later kind wins over the earlier. */
export type ConfigurationOrigin =
  | { readonly kind: 'default' }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'argument' };

/** What holds, and why. Paths are absolute, times seconds. */
export interface Configuration {
  /** `undefined`: as the machine allows. */
  readonly maxWorkers: number | undefined;
  readonly workflowsDir: string;
  readonly projectsDir: string;
  readonly templatesDir: string;
  /** `undefined`: there is none. */
  readonly resourceConfig: string | undefined;
  readonly performanceMonitoring: boolean;
  /** `null`: a session without a time of its own has none. */
  readonly sessionTimeout: number | null;
  readonly cleanupInterval: number;
  /** How large the cache of results may become. */
  readonly cacheMaxBytes: number;
  readonly durability: 'relaxed' | 'strict';
  /** What plugins read, by module. */
  readonly plugins: Readonly<Record<string, unknown>>;
  readonly allowedAddresses: readonly string[];
  /** `undefined`: everything. */
  readonly allowedEffects: readonly Effect[] | undefined;
  /** The file that was read. */
  readonly file: string | undefined;
  readonly origins: Readonly<Record<ConfigurationKey, ConfigurationOrigin>>;
}

export interface ConfigurationSources {
  readonly dataFolder: string;
  /** The folder that runs work on; the working folder unless given. */
  readonly workspace?: string | undefined;
  /** The configuration file; CODOMYRMEX_CONFIG, else `config.json` or `config.yaml` of the data folder, unless given. */
  readonly file?: string | undefined;
  readonly environment?: Environment | undefined;
  /** Given in code or on a command line, in the file's words; goes before everything else. */
  readonly argument?: Partial<WrittenConfiguration> | undefined;
}

const CLEANUP_SECONDS = 300;
const CACHE_BYTES = 1024 ** 3;

/**
 * Puts the configuration together: defaults, then the file, the environment, and the argument. A path in the file is meant from
 * the file's folder, any other from the working folder.
 * @throws DefinitionError INVALID_PARAMETERS with everything that is wrong in all of them · UsageError INVALID_PARAMETERS when
 * the file that was named cannot be read.
 */
export function configuration(sources: ConfigurationSources): Configuration {
  const environment = sources.environment ?? environmentVariables();
  const file = sources.file ?? environmentConfig(environment).config ?? configurationFileIn(sources.dataFolder);
  const fromFile = file === undefined ? nothing : readConfigurationFile(resolve(file));
  const fromEnvironment = environmentSettings(environment);
  const fromArgument = sources.argument === undefined ? nothing : argumentSettings(sources.argument);
  const problems = [fromFile, fromEnvironment, fromArgument].flatMap((layer) => layer.problems);
  if (problems.length > 0) {
    throw new DefinitionError('the configuration is not valid', problems, { code: 'INVALID_PARAMETERS' });
  }
  const here = process.cwd();
  const layers: readonly Layer[] = [
    { values: fromFile.values, origin: () => ({ kind: 'file', file: resolve(file ?? '') }) },
    {
      values: absolutePaths(fromEnvironment.values, here),
      origin: (key) => ({ kind: 'environment', variable: Reflect.get(configurationVariables, key) ?? '' }),
    },
    { values: absolutePaths(fromArgument.values, here), origin: () => ({ kind: 'argument' }) },
  ];
  return { ...values(layers, sources), file: file === undefined ? undefined : resolve(file), origins: origins(layers) };
}

interface Settings {
  readonly values: Partial<WrittenConfiguration>;
  readonly problems: readonly Problem[];
}

interface Layer {
  readonly values: Partial<WrittenConfiguration>;
  origin(key: ConfigurationKey): ConfigurationOrigin;
}

const nothing: Settings = { values: {}, problems: [] };

function argumentSettings(argument: Partial<WrittenConfiguration>): Settings {
  const parsed = configurationSchema.safeParse(argument);
  if (parsed.success) return { values: parsed.data, problems: [] };
  const check = { schema: () => jsonSchemaOf(configurationSchema, 'input'), base: [], whole: 'the configuration' };
  return { values: {}, problems: problemsOf(schemaFaults(parsed.error.issues, argument, check), {}) };
}

function values(
  layers: readonly Layer[],
  { dataFolder, workspace = '.' }: ConfigurationSources,
): Omit<Configuration, 'file' | 'origins'> {
  let set: Partial<WrittenConfiguration> = {};
  for (const layer of layers) set = { ...set, ...layer.values };
  const ownResources = join(resolve(dataFolder), 'resources.json');
  return {
    maxWorkers: set.max_workers,
    workflowsDir: set.workflows_dir ?? join(resolve(dataFolder), 'workflows'),
    projectsDir: set.projects_dir ?? join(resolve(workspace), 'projects'),
    templatesDir: set.templates_dir ?? join(resolve(dataFolder), 'templates'),
    resourceConfig: set.resource_config ?? (existsSync(ownResources) ? ownResources : undefined),
    performanceMonitoring: set.performance_monitoring ?? true,
    sessionTimeout: set.session_timeout ?? null,
    cleanupInterval: set.cleanup_interval ?? CLEANUP_SECONDS,
    cacheMaxBytes: set.cache_max_bytes ?? CACHE_BYTES,
    durability: set.durability ?? 'relaxed',
    plugins: set.plugins ?? {},
    allowedAddresses: set.allowed_addresses ?? [],
    allowedEffects: set.allowed_effects,
  };
}

function origins(layers: readonly Layer[]): Configuration['origins'] {
  const found = configurationKeys.map((key): [ConfigurationKey, ConfigurationOrigin] => {
    const layer = layers.findLast(({ values: set }) => set[key] !== undefined);
    return [key, layer?.origin(key) ?? { kind: 'default' }];
  });
  // One entry for each key.
  return Object.fromEntries(found) as Configuration['origins'];
}
