import type { Journal } from '@codomyrmex/dag';
import type { Runtime } from './runtime.ts';

/** Runs to look at, whoever has them. */
export type StoredRuns = Pick<Runtime, 'record' | 'events' | 'list'>;

/** Those of a journal, for who carries none itself. */
export function storedRuns(journal: Journal): StoredRuns {
  return {
    record: (run) => journal.find(run),
    events: (run) => journal.read(run),
    list: (query) => journal.list(query),
  };
}
