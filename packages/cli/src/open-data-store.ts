import type { Configuration } from '@codomyrmex/engine';
import { openStore, type Store } from '@codomyrmex/journal-sqlite';
import type { Terminal } from './terminal.ts';

export interface OpenOptions {
  readonly dataFolder: string;
  readonly configuration: Configuration;
  readonly terminal: Terminal;
  /** As the configuration says unless given. */
  readonly durability?: 'relaxed' | 'strict' | undefined;
}

/** The embedded store of a data folder. Nothing is written until a run begins. */
export function openDataStore({
  dataFolder,
  configuration,
  terminal,
  durability = configuration.durability,
}: OpenOptions): Promise<Store> {
  return openStore({
    folder: dataFolder,
    durability,
    cacheBytes: configuration.cacheMaxBytes,
    onWarning: ({ message }) => terminal.note(`warning: ${message}`),
  });
}
