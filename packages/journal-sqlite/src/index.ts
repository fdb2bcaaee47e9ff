/**
 * The embedded store: a journal of runs, large values and messages between processes, in SQLite and plain files.
 * @module @codomyrmex/journal-sqlite
 */
export { openStore, openStoreNow, type Store, type StoreOptions, type StoreWarning } from './open-store.ts';
export type { Durability } from './slot-settings.ts';
