/**
 * The `system_discovery` module: what a project consists of, from its files alone. Nothing of it is run.
 * @module @codomyrmex/plugin-system-discovery
 */
import { definePlugin } from '@codomyrmex/core';
import { analyzeCapabilities } from './analyze-capabilities.ts';
import { auditModuleStructure } from './audit-module-structure.ts';
import { buildModuleCatalog } from './build-module-catalog.ts';
import { discoverProject } from './discover-project.ts';
import { exportInventory } from './export-inventory.ts';
import { getSystemContext } from './get-system-context.ts';
import { getSystemStatus } from './get-system-status.ts';
import { runFullDiscovery } from './run-full-discovery.ts';

export type { Capability } from './capabilities/capability.ts';
export type { Inventory } from './inventory.ts';
export type { Manifest } from './manifests/manifest.ts';

export const systemDiscovery = definePlugin({
  module: 'system_discovery',
  version: '0.1.0',
  description:
    'What a project consists of and what its code offers: files, languages, modules, functions; and the machine it lies on.',
  entry: import.meta.url,
  actions: {
    discover_project: discoverProject,
    get_system_context: getSystemContext,
    analyze_capabilities: analyzeCapabilities,
    build_module_catalog: buildModuleCatalog,
    audit_module_structure: auditModuleStructure,
    get_system_status: getSystemStatus,
    run_full_discovery: runFullDiscovery,
    export_inventory: exportInventory,
  },
  aliases: { export_full_inventory: 'export_inventory' },
});

export default systemDiscovery;
