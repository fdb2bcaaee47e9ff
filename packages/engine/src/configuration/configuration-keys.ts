import type { ConfigurationKey } from './configuration-schema.ts';

/** Every key that sets something, apart from its schema: most starts have nothing to check by that. */
const kinds = {
  max_workers: 'value',
  workflows_dir: 'path',
  projects_dir: 'path',
  templates_dir: 'path',
  resource_config: 'path',
  performance_monitoring: 'value',
  session_timeout: 'value',
  cleanup_interval: 'value',
  cache_max_bytes: 'value',
  durability: 'value',
  plugins: 'value',
  allowed_addresses: 'value',
  allowed_effects: 'value',
} as const satisfies Readonly<Record<ConfigurationKey, 'value' | 'path'>>;

type PathKey = {
  readonly [Key in ConfigurationKey]: (typeof kinds)[Key] extends 'path' ? Key : never;
}[ConfigurationKey];

// The object's own keys, which the compiler compares with the schema's.
export const configurationKeys = Object.keys(kinds) as ConfigurationKey[];

export const pathKeys = configurationKeys.filter((key): key is PathKey => kinds[key] === 'path');
