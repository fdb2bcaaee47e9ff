import { fileURLToPath } from 'node:url';
import { createOrchestrator, environmentConfig, type Orchestrator } from '@codomyrmex/engine';
import { openStore, type Store } from '@codomyrmex/journal-sqlite';
import { builtInPlugins } from './built-in-plugins.ts';
import type { Terminal } from './terminal.ts';

/** Definitions that come with this package. */
export const shippedWorkflows = fileURLToPath(new URL('../workflows', import.meta.url));

export interface OpenOptions {
  readonly dataFolder: string;
  readonly terminal: Terminal;
  /** `relaxed` unless given. */
  readonly durability?: 'relaxed' | 'strict' | undefined;
}

/** The command line's composition: its plugins on the embedded store of a data folder. */
export interface Opened {
  readonly orchestrator: Orchestrator;
  readonly store: Store;
  readonly close: () => Promise<void>;
}

/** Nothing is written until a run begins. */
export async function openOrchestrator({ dataFolder, terminal, durability = 'relaxed' }: OpenOptions): Promise<Opened> {
  const { maxWorkers } = environmentConfig();
  const store = await openStore({
    folder: dataFolder,
    durability,
    onWarning: ({ message }) => terminal.note(`warning: ${message}`),
  });
  const orchestrator = createOrchestrator({
    plugins: builtInPlugins,
    journal: store.journal,
    payloads: store.payloads,
    inbox: store.inbox,
    holdings: store.holdings,
    dataFolder,
    workflowFolders: [shippedWorkflows],
    ...(maxWorkers !== undefined && { maxWorkers }),
  });
  return {
    orchestrator,
    store,
    close: async () => {
      await orchestrator.close();
      await store.close();
    },
  };
}
