import type { Problem } from '@codomyrmex/core';
import type { Environment } from '../config.ts';
import { type ConfigurationKey, configurationSchema, type WrittenConfiguration } from './configuration-schema.ts';

/** The variables that set keys of the configuration. */
export const configurationVariables = {
  max_workers: 'CODOMYRMEX_MAX_WORKERS',
  workflows_dir: 'CODOMYRMEX_WORKFLOWS_DIR',
  projects_dir: 'CODOMYRMEX_PROJECTS_DIR',
  templates_dir: 'CODOMYRMEX_TEMPLATES_DIR',
  resource_config: 'CODOMYRMEX_RESOURCE_CONFIG',
  performance_monitoring: 'CODOMYRMEX_PERFORMANCE_MONITORING',
} as const satisfies Partial<Record<ConfigurationKey, string>>;

type SettableKey = keyof typeof configurationVariables;
// The list is made of the object's own keys.
const settable = Object.keys(configurationVariables) as SettableKey[];

export interface EnvironmentSettings {
  readonly values: Partial<WrittenConfiguration>;
  readonly problems: readonly Problem[];
}

/** What the environment sets; a variable that is empty sets nothing. */
export function environmentSettings(environment: Environment): EnvironmentSettings {
  const values: [SettableKey, unknown][] = [];
  const problems: Problem[] = [];
  for (const key of settable) {
    const variable = configurationVariables[key];
    const text = environment[variable];
    if (text === undefined || text === '') continue;
    const parsed = configurationSchema.shape[key].safeParse(valueIn(key, text));
    if (parsed.success) values.push([key, parsed.data]);
    else
      problems.push({ code: 'invalid_value', path: variable, message: `${variable} is "${text}", not ${meant[key]}` });
  }
  // Every value was checked by its key's own schema.
  return { values: Object.fromEntries(values) as Partial<WrittenConfiguration>, problems };
}

const meant: Readonly<Record<SettableKey, string>> = {
  max_workers: 'a whole number from 1 to 10000',
  workflows_dir: 'a path',
  projects_dir: 'a path',
  templates_dir: 'a path',
  resource_config: 'a path',
  performance_monitoring: 'true or false',
};

const words = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

function valueIn(key: SettableKey, text: string): unknown {
  if (key === 'max_workers') return text.trim() === '' ? text : Number(text);
  return key === 'performance_monitoring' ? (words.get(text.trim().toLowerCase()) ?? text) : text;
}
