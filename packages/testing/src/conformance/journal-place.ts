import type { Journal } from '@codomyrmex/dag';

/** One place where runs are stored, seen through the processes that use it. */
export interface JournalPlace {
  /** The journal of another live process on the same data. */
  open(): Promise<Journal>;
  /** Leaves nothing behind; every journal has been closed before. */
  remove(): Promise<void>;
}

/** Opens a journal on the place of the running test, and closes it afterwards. */
export type OpenJournal = () => Promise<Journal>;
