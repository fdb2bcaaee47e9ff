import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Problem, UsageError } from '@codomyrmex/core';
import { problemsOf } from '../definition/fault.ts';
import { jsonSchemaOf } from '../definition/json-schema-members.ts';
import { readSource } from '../definition/read-source.ts';
import { schemaFaults } from '../definition/schema-faults.ts';
import { pathKeys } from './configuration-keys.ts';
import { configurationSchema, type WrittenConfiguration } from './configuration-schema.ts';

const names = ['config.json', 'config.yaml', 'config.yml'] as const;
const MAX_BYTES = 1024 * 1024;

/** The configuration file of a data folder, where there is one. */
export function configurationFileIn(dataFolder: string): string | undefined {
  return names.map((name) => join(dataFolder, name)).find((file) => existsSync(file));
}

export interface ReadConfiguration {
  readonly values: Partial<WrittenConfiguration>;
  readonly problems: readonly Problem[];
}

/**
 * What a configuration file sets, with its paths made absolute from its own folder, and everything that is wrong with it.
 * @throws UsageError INVALID_PARAMETERS when it cannot be read at all.
 */
export function readConfigurationFile(file: string): ReadConfiguration {
  const source = readSource(bytesOf(file), file);
  if (!source.ok) return { values: {}, problems: source.problems };
  const { data, places } = source;
  const parsed = configurationSchema.safeParse(data);
  if (parsed.success) return { values: absolutePaths(parsed.data, dirname(resolve(file))), problems: [] };
  const check = {
    schema: () => jsonSchemaOf(configurationSchema, 'input'),
    base: [],
    whole: 'the configuration',
  };
  return { values: {}, problems: problemsOf(schemaFaults(parsed.error.issues, data, check), { file, places }) };
}

export function absolutePaths(values: Partial<WrittenConfiguration>, folder: string): Partial<WrittenConfiguration> {
  const paths = pathKeys.flatMap((key) => {
    const path = values[key];
    return path === undefined ? [] : [[key, resolve(folder, path)] as const];
  });
  return { ...values, ...Object.fromEntries(paths) };
}

function bytesOf(file: string): Uint8Array {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) throw new Error('it is larger than 1 MiB, which no configuration needs');
    return readFileSync(file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`the configuration ${file} cannot be read: ${why}`, {
      code: 'INVALID_PARAMETERS',
      cause,
      suggestions: ['Name an existing file with --config or CODOMYRMEX_CONFIG, or neither.'],
    });
  }
}
