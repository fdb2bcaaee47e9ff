import { failureFrom } from '@codomyrmex/core';
import { type Orchestrator, readTapCosts } from '@codomyrmex/engine';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import type { Column } from '../output/column.ts';
import { table } from '../output/table.ts';
import type { LockedPlugin } from '../plugins/locked-plugin.ts';
import { readPluginLock } from '../plugins/plugin-lock.ts';
import { requireFreshManifest } from '../plugins/stale-manifest.ts';
import { type TapDiagnosis, tapsOf, tapText } from '../plugins/tap-diagnosis.ts';
import { safe } from '../terminal.ts';

interface PluginDiagnosis {
  readonly module: string;
  readonly package: string | null;
  readonly version: string | null;
  readonly api_version: number | null;
  readonly core: string | null;
  readonly isolation: string;
  readonly origin: 'shipped' | 'added' | 'linked';
  /** To read its manifest, and to import its code; `null` for code that is not to run in our process. */
  readonly describe_ms: number;
  readonly load_ms: number | null;
  readonly actions: number;
  /** In this process and in all that ended before; since when, and why that is not known where it is not. */
  readonly taps: readonly TapDiagnosis[];
  readonly taps_since: string | null;
  readonly taps_error: string | null;
  readonly error: string | null;
  /** What to do about the error. */
  readonly suggestions: readonly string[];
}

/** Loads every plugin, in the order in which they are composed, and tells what came of it. */
export function diagnosePlugins(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const orchestrator = await scope.orchestrator();
    const added = readPluginLock(scope.dataFolder);
    const plugins: PluginDiagnosis[] = [];
    for (const module of orchestrator.registry.modules) {
      plugins.push(
        await diagnosed(orchestrator, module, {
          dataFolder: scope.dataFolder,
          locked: added.find((one) => one.module === module),
        }),
      );
    }
    const withTaps = await Promise.all(plugins.map((plugin) => withItsTaps(plugin, orchestrator, scope.dataFolder)));
    const ok = withTaps.every(({ error }) => error === null);
    if (scope.json) scope.terminal.json({ ok, plugins: withTaps });
    else scope.terminal.data(text(withTaps, scope.terminal.outWidth));
    return ok ? 0 : 1;
  });
}

async function diagnosed(
  { registry }: Orchestrator,
  module: string,
  { dataFolder, locked }: { readonly dataFolder: string; readonly locked: LockedPlugin | undefined },
): Promise<PluginDiagnosis> {
  const isolation = locked?.isolation ?? 'none';
  const facts = {
    module,
    package: registry.packageOf(module) ?? null,
    core: locked?.core ?? null,
    isolation,
    origin: originOf(locked),
    taps: [],
    taps_since: null,
    taps_error: null,
  };
  const began = performance.now();
  let describedAt = began;
  try {
    const { version, apiVersion, actions } = await registry.plugin(module);
    describedAt = performance.now();
    const code = isolation === 'none' ? await registry.loaded(module) : undefined;
    const loadMs = isolation === 'none' ? rounded(performance.now() - describedAt) : null;
    if (code !== undefined && locked !== undefined && locked.link !== null)
      requireFreshManifest(dataFolder, locked, code);
    return {
      ...facts,
      version,
      api_version: apiVersion,
      actions: Object.keys(actions).length,
      describe_ms: rounded(describedAt - began),
      load_ms: loadMs,
      error: null,
      suggestions: [],
    };
  } catch (error) {
    const { message, suggestions = [] } = failureFrom(error);
    return {
      ...facts,
      version: locked?.version ?? null,
      api_version: null,
      actions: 0,
      describe_ms: rounded(describedAt - began),
      load_ms: null,
      error: message,
      suggestions,
    };
  }
}

/** When all are loaded: the order of taps is only then the last word. */
async function withItsTaps(
  plugin: PluginDiagnosis,
  { hooks }: Orchestrator,
  dataFolder: string,
): Promise<PluginDiagnosis> {
  const kept = await readTapCosts(dataFolder, plugin.module);
  // Costs of another version are those of other code.
  const earlier = kept.kind === 'costs' && kept.costs.version === plugin.version ? kept.costs : undefined;
  return {
    ...plugin,
    taps: tapsOf(hooks, plugin.module, earlier?.taps),
    taps_since: earlier?.since.toISOString() ?? null,
    taps_error: kept.kind === 'unusable' ? `${kept.file} cannot be read: ${kept.why}` : null,
  };
}

function originOf(locked: LockedPlugin | undefined): PluginDiagnosis['origin'] {
  if (locked === undefined) return 'shipped';
  return locked.link === null ? 'added' : 'linked';
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;

function text(plugins: readonly PluginDiagnosis[], width: number): string {
  const rows = plugins.map((plugin) => [
    plugin.error === null ? '✓' : '✗',
    plugin.module,
    plugin.version ?? '',
    plugin.origin,
    plugin.isolation,
    String(plugin.actions),
    plugin.load_ms === null ? '-' : String(plugin.load_ms),
    plugin.taps.map(({ hook, place }) => (place === null ? hook : `${hook} (${place}.)`)).join(', '),
  ]);
  const columns: readonly Column[] = [
    { title: '' },
    { title: 'module', whole: true },
    { title: 'version' },
    { title: 'from' },
    { title: 'isolation' },
    { title: 'actions', align: 'right' },
    { title: 'load ms', align: 'right' },
    { title: 'taps' },
  ];
  const below = plugins.flatMap(({ module, taps, taps_since: since, taps_error: unknown, error, suggestions }) => [
    ...taps.map((tap) => tapText(module, tap, since)),
    ...(unknown === null ? [] : [`${module}: what its taps cost before is not known: ${safe(unknown)}`]),
    ...(error === null ? [] : [`✗ ${module}: ${safe(error)}`, ...suggestions.map((one) => `  ${safe(one)}`)]),
  ]);
  return [table(columns, rows, width), ...below].join('\n');
}
