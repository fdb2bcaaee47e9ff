import type { Configuration, Orchestrator } from '@codomyrmex/engine';
import { openStore, type Store } from '@codomyrmex/journal-sqlite';
import { composeOrchestrator } from './compose.ts';
import type { Terminal } from './terminal.ts';

export interface OpenOptions {
  readonly dataFolder: string;
  readonly configuration: Configuration;
  readonly terminal: Terminal;
  /** As the configuration says unless given. */
  readonly durability?: 'relaxed' | 'strict' | undefined;
}

/** The command line's composition: its plugins on the embedded store of a data folder. */
export interface Opened {
  readonly orchestrator: Orchestrator;
  readonly store: Store;
  readonly close: () => Promise<void>;
}

/** Nothing is written until a run begins. */
export async function openOrchestrator(options: OpenOptions): Promise<Opened> {
  const { dataFolder, configuration, terminal, durability = configuration.durability } = options;
  const onWarning = (message: string) => terminal.note(`warning: ${message}`);
  const store = await openStore({
    folder: dataFolder,
    durability,
    cacheBytes: configuration.cacheMaxBytes,
    onWarning: ({ message }) => onWarning(message),
  });
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
