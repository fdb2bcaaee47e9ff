import type { Plugin } from '@codomyrmex/core';
import type { PluginRegistry } from '@codomyrmex/engine';
import { program } from '../output/called-as.ts';
import { safe, type Terminal } from '../terminal.ts';

/** A plugin that is there and cannot be used. */
export interface PluginFault {
  readonly module: string;
  readonly package: string | null;
  readonly error: string;
}

export interface UsablePlugins {
  readonly plugins: readonly Plugin[];
  readonly faults: readonly PluginFault[];
}

/** Every plugin that can be used: one that cannot does not keep others from being shown. */
export async function usablePlugins(registry: PluginRegistry): Promise<UsablePlugins> {
  const asked = await Promise.allSettled(registry.modules.map((module) => registry.plugin(module)));
  return {
    plugins: asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    faults: registry.modules.flatMap((module, at) => {
      const one = asked[at];
      if (one?.status !== 'rejected') return [];
      const error = one.reason instanceof Error ? one.reason.message : String(one.reason);
      return [{ module, package: registry.packageOf(module) ?? null, error }];
    }),
  };
}

/** Tells on stderr of plugins that are missing from what is shown. */
export function tellFaults(terminal: Terminal, faults: readonly PluginFault[]): void {
  for (const { module, error } of faults) terminal.error(`warning: plugin "${module}" cannot be used: ${safe(error)}`);
  if (faults.length > 0) terminal.error(`  ${program()} plugin doctor`);
}
