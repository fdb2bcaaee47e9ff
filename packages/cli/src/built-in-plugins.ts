import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PluginSource } from '@codomyrmex/engine';
import { packageFolder } from './kept-places.ts';

/** The plugins that come with the command line: known by their manifests, imported when one of their actions runs. */
export const builtInPlugins: readonly PluginSource[] = [
  source('ai_code_editing', () => import('@codomyrmex/plugin-ai-code-editing')),
  source('build_synthesis', () => import('@codomyrmex/plugin-build-synthesis')),
  near('code', () => import('@codomyrmex/plugin-code')),
  source('data_visualization', () => import('@codomyrmex/plugin-data-visualization')),
  source('database_management', () => import('@codomyrmex/plugin-database-management')),
  source('documentation', () => import('@codomyrmex/plugin-documentation')),
  source('environment_setup', () => import('@codomyrmex/plugin-environment-setup')),
  near('filesystem', () => import('@codomyrmex/plugin-filesystem')),
  near('git_operations', () => import('@codomyrmex/plugin-git-operations')),
  near('http', () => import('@codomyrmex/plugin-http')),
  source('llm', () => import('@codomyrmex/plugin-llm')),
  near('logging_monitoring', () => import('@codomyrmex/plugin-logging-monitoring')),
  source('notifications', () => import('@codomyrmex/plugin-notifications')),
  source('pattern_matching', () => import('@codomyrmex/plugin-pattern-matching')),
  near('performance', () => import('@codomyrmex/plugin-performance')),
  near('python', () => import('@codomyrmex/plugin-python')),
  source('security', () => import('@codomyrmex/plugin-security')),
  near('shell', () => import('@codomyrmex/plugin-shell')),
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
      manifest: (): unknown => JSON.parse(readFileSync(join(packageFolder(packageName), MANIFEST), 'utf8')),
      entry: () => pathToFileURL(join(packageFolder(packageName), ENTRY)).href,
    },
  };
}

/** One that the bundle of the program holds: `scripts/bundle/tsup.config.mjs` reads here which. */
function near(module: string, load: () => Promise<{ readonly default: unknown }>): PluginSource {
  return { ...source(module, load), isNear: true };
}

/** As the packages of all our plugins export them. */
const MANIFEST = 'dist/codomyrmex.json';
const ENTRY = 'dist/index.js';
