/**
 * What is told of a plugin without running it: its manifest, made at its build.
 * @module @codomyrmex/core/manifest
 */
export { type LoadFault, loadFault } from './plugin-manifest/load-fault.ts';
export { manifestOf, type PluginPackage } from './plugin-manifest/manifest-of.ts';
export { type ManifestAction, type PluginManifest, pluginManifestSchema } from './plugin-manifest/manifest-schema.ts';
export { DEFAULT_ENTRY, pluginPackageSchema } from './plugin-manifest/package-schema.ts';
