import { join } from 'node:path';
import type { Journal } from '@codomyrmex/dag';
import { nearestExisting, whyNotWritable } from './folder-health.ts';
import type { Checked } from './health.ts';

export interface JournalHealthPorts {
  readonly journal: Pick<Journal, 'list'>;
  /** Why some of its files could not be read. */
  readonly unreadable?: (() => readonly string[]) | undefined;
  /** Absent for a journal in memory. */
  readonly dataFolder?: string | undefined;
}

const MAX_NAMED = 10;

/** Whether the journal can be read and its place written, and which runs in it need somebody. */
export async function journalHealth({ journal, unreadable, dataFolder }: JournalHealthPorts): Promise<Checked> {
  const unfinished = await journal.list({ unfinished: true });
  const interrupted = unfinished.filter((head) => head.phase.kind === 'interrupted');
  const damaged = unreadable?.() ?? [];
  const refusal =
    dataFolder === undefined ? undefined : await whyNotWritable(await nearestExisting(join(dataFolder, 'journal')));
  const issues = [
    ...(refusal === undefined ? [] : [`the journal cannot be written: ${refusal}`]),
    ...damaged,
    ...interrupted.slice(0, MAX_NAMED).map(({ id }) => `run ${id} was interrupted: codomyrmex run resume ${id}`),
  ];
  return {
    status: refusal !== undefined ? 'unhealthy' : issues.length > 0 ? 'degraded' : 'healthy',
    details: {
      writable: refusal === undefined,
      unfinishedRuns: unfinished.length,
      interruptedRuns: interrupted.length,
      damagedFiles: damaged.length,
    },
    issues,
  };
}
