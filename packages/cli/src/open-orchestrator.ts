import type { Looks, Orchestrator } from '@codomyrmex/engine';
import type { Store } from '@codomyrmex/journal-sqlite';
import { composeOrchestrator } from './compose.ts';
import { type OpenOptions, openDataStore } from './open-data-store.ts';

/** The command line's composition: its plugins on the embedded store of a data folder. */
export interface Opened {
  readonly orchestrator: Orchestrator;
  readonly store: Store;
  readonly dataFolder: string;
  /** What was told of what it was composed from. */
  readonly warnings: readonly string[];
  /** Of both. */
  readonly close: () => Promise<void>;
}

/** Nothing is written until a run begins. */
export async function openOrchestrator(options: OpenOptions): Promise<Opened> {
  return openOrchestratorOn(await openDataStore(options), options);
}

/** The same on a store that is open. */
export function openOrchestratorOn(
  store: Store,
  {
    dataFolder,
    configuration,
    terminal,
    looks,
  }: Omit<OpenOptions, 'durability'> & { readonly looks?: Looks | undefined },
): Opened {
  const warnings: string[] = [];
  const onWarning = (message: string) => {
    warnings.push(message);
    terminal.note(`warning: ${message}`);
  };
  const orchestrator = composeOrchestrator({ configuration, store, dataFolder, onWarning, looks });
  return {
    orchestrator,
    store,
    dataFolder,
    warnings,
    close: async () => {
      await orchestrator.close();
      await store.close();
    },
  };
}
