import { isPlugin, UsageError } from '@codomyrmex/core';

/**
 * Holds whoever composes in JavaScript to what the types hold others to, where it would else be found out in the middle of a run.
 * @throws UsageError INVALID_PARAMETERS, which names the part.
 */
export function requireParts(options: object | undefined): void {
  if (typeof options !== 'object' || options === null) throw wrong('an orchestrator is composed of parts', FORM);
  const { plugins, journal, maxWorkers }: Parts = options;
  if (!Array.isArray(plugins)) throw wrong('"plugins" is missing: a list of plugins', FORM);
  for (const [index, plugin] of plugins.entries()) requirePlugin(plugin, index);
  if (typeof journal !== 'object') throw wrong('"journal" is missing: where runs are written down', STORES);
  if (maxWorkers === undefined || (typeof maxWorkers === 'number' && Number.isInteger(maxWorkers) && maxWorkers >= 1))
    return;
  throw wrong(
    `"maxWorkers" is ${String(maxWorkers)}, not a whole number from 1`,
    'Leave it out for four for each core.',
  );
}

interface Parts {
  readonly plugins?: unknown;
  readonly journal?: unknown;
  readonly maxWorkers?: unknown;
}

const FORM = 'createOrchestrator({ plugins: [shell], journal })';
const STORES =
  'createMemoryJournal() of @codomyrmex/testing gives one in memory, openStore({ folder }) of @codomyrmex/journal-sqlite one on disk.';

function requirePlugin(plugin: unknown, index: number): void {
  const isSource = typeof plugin === 'object' && plugin !== null && 'module' in plugin && 'load' in plugin;
  if (isPlugin(plugin) || isSource) return;
  throw wrong(
    `plugins[${index}] is no plugin`,
    "A plugin is what its package exports by default: import shell from '@codomyrmex/plugin-shell'.",
  );
}

const wrong = (message: string, advice: string): UsageError =>
  new UsageError(message, { code: 'INVALID_PARAMETERS', suggestions: [advice] });
