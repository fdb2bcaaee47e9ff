import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { PluginSource } from '@codomyrmex/engine';

/** The plugins that come with the command line: known by their manifests, imported when one of their actions runs. */
export const builtInPlugins: readonly PluginSource[] = [
  source('ai_code_editing', () => import('@codomyrmex/plugin-ai-code-editing')),
  source('build_synthesis', () => import('@codomyrmex/plugin-build-synthesis')),
  source('code', () => import('@codomyrmex/plugin-code')),
  source('data_visualization', () => import('@codomyrmex/plugin-data-visualization')),
  source('database_management', () => import('@codomyrmex/plugin-database-management')),
  source('documentation', () => import('@codomyrmex/plugin-documentation')),
  source('environment_setup', () => import('@codomyrmex/plugin-environment-setup')),
  source('filesystem', () => import('@codomyrmex/plugin-filesystem')),
  source('git_operations', () => import('@codomyrmex/plugin-git-operations')),
  source('http', () => import('@codomyrmex/plugin-http')),
  source('llm', () => import('@codomyrmex/plugin-llm')),
  source('logging_monitoring', () => import('@codomyrmex/plugin-logging-monitoring')),
  source('notifications', () => import('@codomyrmex/plugin-notifications')),
  source('pattern_matching', () => import('@codomyrmex/plugin-pattern-matching')),
  source('performance', () => import('@codomyrmex/plugin-performance')),
  source('python', () => import('@codomyrmex/plugin-python')),
  source('security', () => import('@codomyrmex/plugin-security')),
  source('shell', () => import('@codomyrmex/plugin-shell')),
  source('static_analysis', () => import('@codomyrmex/plugin-static-analysis')),
  source('system_discovery', () => import('@codomyrmex/plugin-system-discovery')),
];

function source(module: string, load: () => Promise<{ readonly default: unknown }>): PluginSource {
  const packageName = `@codomyrmex/plugin-${module.replaceAll('_', '-')}`;
  return {
    module,
    package: packageName,
    load: async () => (await load()).default,
    described: {
      hasTaps: false,
      manifest: (): unknown => createRequire(import.meta.url)(`${packageName}/codomyrmex.json`),
      entry: () => pathToFileURL(createRequire(import.meta.url).resolve(packageName)).href,
    },
  };
}
