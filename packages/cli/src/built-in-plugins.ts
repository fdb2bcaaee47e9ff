import type { PluginSource } from '@codomyrmex/engine';

/** The plugins that come with the command line. Each is imported when a definition first names its module. */
export const builtInPlugins: readonly PluginSource[] = [
  source(
    'data_visualization',
    '@codomyrmex/plugin-data-visualization',
    () => import('@codomyrmex/plugin-data-visualization'),
  ),
  source('documentation', '@codomyrmex/plugin-documentation', () => import('@codomyrmex/plugin-documentation')),
  source(
    'environment_setup',
    '@codomyrmex/plugin-environment-setup',
    () => import('@codomyrmex/plugin-environment-setup'),
  ),
  source('git_operations', '@codomyrmex/plugin-git-operations', () => import('@codomyrmex/plugin-git-operations')),
  source('security', '@codomyrmex/plugin-security', () => import('@codomyrmex/plugin-security')),
  source('shell', '@codomyrmex/plugin-shell', () => import('@codomyrmex/plugin-shell')),
  source('static_analysis', '@codomyrmex/plugin-static-analysis', () => import('@codomyrmex/plugin-static-analysis')),
  source(
    'system_discovery',
    '@codomyrmex/plugin-system-discovery',
    () => import('@codomyrmex/plugin-system-discovery'),
  ),
];

function source(module: string, packageName: string, load: () => Promise<{ readonly default: unknown }>): PluginSource {
  return { module, package: packageName, load: async () => (await load()).default };
}
