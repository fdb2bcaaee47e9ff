/**
 * The `system_discovery` module: what a project consists of, from its files alone. Nothing of it is run.
 * @module @codomyrmex/plugin-system-discovery
 */
import { definePlugin } from '@codomyrmex/core';
import { discoverProject } from './discover-project.ts';
import { getSystemContext } from './get-system-context.ts';

export type { Manifest } from './manifests/manifest.ts';

export const systemDiscovery = definePlugin({
  module: 'system_discovery',
  version: '0.1.0',
  description: 'What a project consists of: files, lines, languages, manifests; and the machine it lies on.',
  entry: import.meta.url,
  actions: { discover_project: discoverProject, get_system_context: getSystemContext },
});

export default systemDiscovery;
