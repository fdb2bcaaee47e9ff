import { readFileSync, statSync } from 'node:fs';
import { type Problem, UsageError } from '@codomyrmex/core';
import { type Configuration, createOrchestrator, type Looks, type Orchestrator } from '@codomyrmex/engine';
import type { Store } from '@codomyrmex/journal-sqlite';
import { parseResourcesFile, type StoredResource } from '@codomyrmex/resources';
import { builtInPlugins } from './built-in-plugins.ts';
import { keptReadings } from './kept-readings.ts';
import { installedPlugins } from './plugins/installed-plugins.ts';
import { shippedWorkflows } from './shipped-workflows.ts';

interface Parts {
  readonly configuration: Configuration;
  readonly store: Store;
  readonly dataFolder: string;
  readonly onWarning: (message: string) => void;
  readonly looks?: Looks | undefined;
}

/**
 * The composition of the command line and of doors without arguments: the plugins of this package on a store, as the
 * configuration says. A resource of the resource file that is wrong is left out with a warning.
 * @throws UsageError INVALID_PARAMETERS when the resource file cannot be read.
 */
export function composeOrchestrator({ configuration, store, dataFolder, onWarning, looks }: Parts): Orchestrator {
  const { maxWorkers, workflowsDir, cleanupInterval, resourceConfig } = configuration;
  return createOrchestrator({
    plugins: [...builtInPlugins, ...installedPlugins(dataFolder)],
    pluginConfig: configuration.plugins,
    allowedAddresses: configuration.allowedAddresses,
    ...(configuration.allowedEffects !== undefined && { allowedEffects: configuration.allowedEffects }),
    journal: store.journal,
    payloads: store.payloads,
    inbox: store.inbox,
    holdings: store.holdings,
    stepCache: store.stepCache,
    looks,
    dataFolder,
    workflowsDir,
    workflowFolders: [shippedWorkflows],
    readings: keptReadings(dataFolder),
    cleanupInterval,
    resources: resourceConfig === undefined ? [] : resourcesIn(resourceConfig, onWarning),
    ...(maxWorkers !== undefined && { maxWorkers }),
  });
}

const MAX_BYTES = 16 * 1024 * 1024;

function resourcesIn(file: string, onWarning: Parts['onWarning']): readonly StoredResource[] {
  const { resources, problems } = parseResourcesFile(textOf(file));
  for (const problem of problems) onWarning(warningOf(file, problem));
  return resources;
}

/** An entry with a problem is not taken, and the others are. */
function warningOf(file: string, { path, message, suggestion }: Problem): string {
  const told = `${path === '' ? '' : `${path}: `}${message}${suggestion === undefined ? '' : ` (${suggestion})`}`;
  const entry = /^resources\.(.+)\.[^.]+$/.test(path) ? '; this resource is left out' : '';
  return `${file}: ${told}${entry}`;
}

function textOf(file: string): string {
  try {
    if (statSync(file).size > MAX_BYTES) throw new Error('it is larger than 16 MiB, which no resource file needs');
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`the resource file ${file} cannot be read: ${why}`, {
      code: 'INVALID_PARAMETERS',
      cause,
      suggestions: ['Mend resource_config of the configuration, or CODOMYRMEX_RESOURCE_CONFIG.'],
    });
  }
}
