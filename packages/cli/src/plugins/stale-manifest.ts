import { type Plugin, UsageError } from '@codomyrmex/core';
import { manifestOf, pluginManifestSchema } from '@codomyrmex/core/manifest';
import { packageFolder } from './installed-plugins.ts';
import type { LockedPlugin } from './locked-plugin.ts';
import { readPluginPackage } from './plugin-package.ts';

/**
 * Of a plugin that is used where its author works on it: whether all that is known of it without running it is what its code says.
 * @throws UsageError PLUGIN_UNUSABLE when it is not.
 */
export function requireFreshManifest(dataFolder: string, locked: LockedPlugin, plugin: Plugin): void {
  const folder = packageFolder(dataFolder, locked);
  const { manifest } = readPluginPackage(folder);
  const now = pluginManifestSchema.parse(manifestOf(plugin, { package: locked.package, core: manifest.core }));
  if (JSON.stringify(now) === JSON.stringify(manifest)) return;
  throw new UsageError(
    `the manifest of ${locked.package} is older than its code: actions are checked by what they were`,
    {
      code: 'PLUGIN_UNUSABLE',
      suggestions: [`In ${folder}: build it, with codomyrmex-manifest as the last step.`],
    },
  );
}
