import { tapReports } from '@codomyrmex/core/hooks';
import type { Orchestrator } from '@codomyrmex/engine';
import { type CommonOptions, perform } from '../command-run.ts';
import { table } from '../output/table.ts';
import { type LockedPlugin, readPluginLock } from '../plugins/plugin-lock.ts';
import { safe } from '../terminal.ts';

interface TapDiagnosis {
  readonly hook: string;
  /** Its place among the taps of the hook, from 1. */
  readonly place: number;
  readonly stage: number;
  readonly calls: number;
  readonly failures: number;
  readonly total_ms: number;
  readonly longest_ms: number;
  readonly last_error: string | null;
}

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
  readonly taps: readonly TapDiagnosis[];
  readonly error: string | null;
}

/** Loads every plugin, in the order in which they are composed, and tells what came of it. */
export function diagnosePlugins(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const orchestrator = await scope.orchestrator();
    const added = readPluginLock(scope.dataFolder);
    const plugins: PluginDiagnosis[] = [];
    for (const module of orchestrator.registry.modules) {
      plugins.push(
        await diagnosed(
          orchestrator,
          module,
          added.find((one) => one.module === module),
        ),
      );
    }
    const withTaps = plugins.map((plugin) => ({ ...plugin, taps: tapsOf(orchestrator, plugin.module) }));
    const ok = withTaps.every(({ error }) => error === null);
    if (scope.json) scope.terminal.json({ ok, plugins: withTaps });
    else scope.terminal.data(text(withTaps, scope.terminal.outWidth));
    return ok ? 0 : 1;
  });
}

async function diagnosed(
  { registry }: Orchestrator,
  module: string,
  locked: LockedPlugin | undefined,
): Promise<PluginDiagnosis> {
  const isolation = locked?.isolation ?? 'none';
  const facts = {
    module,
    package: registry.packageOf(module) ?? null,
    core: locked?.core ?? null,
    isolation,
    origin: originOf(locked),
    taps: [],
  };
  const began = performance.now();
  let describedAt = began;
  try {
    const { version, apiVersion, actions } = await registry.plugin(module);
    describedAt = performance.now();
    if (isolation === 'none') await registry.loaded(module);
    const loadMs = isolation === 'none' ? rounded(performance.now() - describedAt) : null;
    return {
      ...facts,
      version,
      api_version: apiVersion,
      actions: Object.keys(actions).length,
      describe_ms: rounded(describedAt - began),
      load_ms: loadMs,
      error: null,
    };
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    return {
      ...facts,
      version: locked?.version ?? null,
      api_version: null,
      actions: 0,
      describe_ms: rounded(describedAt - began),
      load_ms: null,
      error: told,
    };
  }
}

function tapsOf({ hooks }: Orchestrator, module: string): readonly TapDiagnosis[] {
  return tapReports(hooks)
    .filter(({ plugin }) => plugin === module)
    .map((report) => ({
      hook: report.hook,
      place: placeOf(hooks, report.hook, module),
      stage: report.stage,
      calls: report.calls,
      failures: report.failures,
      total_ms: rounded(report.totalMs),
      longest_ms: rounded(report.longestMs),
      last_error: report.lastError ?? null,
    }));
}

function placeOf(hooks: Orchestrator['hooks'], hook: string, module: string): number {
  const found = Object.entries(hooks).find(([name]) => name === hook)?.[1];
  return (found?.taps.findIndex(({ name }: { readonly name: string }) => name === module) ?? -1) + 1;
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
    plugin.taps.map(({ hook, place }) => `${hook} (${place}.)`).join(', '),
  ]);
  const right = 'right' as const;
  const columns = [
    { title: '' },
    { title: 'module' },
    { title: 'version' },
    { title: 'from' },
    { title: 'isolation' },
    { title: 'actions', align: right },
    { title: 'load ms', align: right },
    { title: 'taps' },
  ];
  const errors = plugins.flatMap(({ module, error }) => (error === null ? [] : [`\n✗ ${module}: ${safe(error)}`]));
  return `${table(columns, rows, width)}${errors.join('')}`;
}
