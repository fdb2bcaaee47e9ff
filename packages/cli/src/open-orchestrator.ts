import type { Orchestrator } from '@codomyrmex/engine';
import type { Store } from '@codomyrmex/journal-sqlite';
import { composeOrchestrator } from './compose.ts';
import { type OpenOptions, openDataStore } from './open-data-store.ts';

/** The command line's composition: its plugins on the embedded store of a data folder. */
export interface Opened {
  readonly orchestrator: Orchestrator;
  readonly store: Store;
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
  { dataFolder, configuration, terminal }: Omit<OpenOptions, 'durability'>,
): Opened {
  const onWarning = (message: string) => terminal.note(`warning: ${message}`);
  const orchestrator = composeOrchestrator({ configuration, store, dataFolder, onWarning });
  return {
    orchestrator,
    store,
    close: async () => {
      await orchestrator.close();
      await store.close();
    },
  };
}
