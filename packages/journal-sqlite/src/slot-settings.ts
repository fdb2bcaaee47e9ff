import type { Database, OpenDatabase } from './driver.ts';

/**
 * What a finished append survives. `relaxed`: the death of the process (kill -9), while a power cut may cost the last
 * moments. `strict`: a power cut too.
 */
export type Durability = 'relaxed' | 'strict';

export interface SlotSettings {
  readonly durability: Durability;
  /** `rollback` for file systems where WAL is unsafe: slower, and readers wait for the writer. */
  readonly logging: 'wal' | 'rollback';
}

/** Opens a slot file for its one writer. The order of the pragmas matters: auto_vacuum holds only before the first table. */
export function openForWriting(open: OpenDatabase, file: string, settings: SlotSettings): Database {
  const database = open(file, 'read_write');
  try {
    configure(database, settings);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function configure(database: Database, { durability, logging }: SlotSettings): void {
  database.exec('PRAGMA busy_timeout=5000');
  if (isEmpty(database)) markAutoVacuum(database);
  // Not `delete`: it takes two more trips to the disk per commit, and network file systems are bad at it.
  const wanted = logging === 'wal' ? 'wal' : 'truncate';
  const mode = database.prepare<{ journal_mode: string }>(`PRAGMA journal_mode=${wanted}`).get()?.journal_mode;
  // The other way round is no error: where SQLite cannot have WAL it stays with the rollback journal, slower and safe.
  if (wanted === 'truncate' && mode !== wanted)
    throw new Error(`SQLite stays in journal mode ${mode}, which is unsafe here`);
  database.exec(`PRAGMA synchronous=${durability === 'strict' ? 'FULL' : 'NORMAL'}`);
  // On macOS an fsync leaves the data in the drive's cache.
  if (durability === 'strict' && process.platform === 'darwin') {
    database.exec('PRAGMA fullfsync=1; PRAGMA checkpoint_fullfsync=1');
  }
  // A thread that writes folds its log itself; for others that is done elsewhere, and only a log that it was not done for comes here.
  const pages = durability === 'strict' ? 4_000 : 8_000;
  database.exec(
    `PRAGMA wal_autocheckpoint=${pages}; ` +
      'PRAGMA journal_size_limit=67108864; ' +
      'PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0',
  );
}

function isEmpty(database: Database): boolean {
  return database.prepare<{ page_count: number }>('PRAGMA page_count').get()?.page_count === 0;
}

/**
 * It writes the file's first page, in a transaction that waits for the disk three times. Nothing is in the file yet, and what is done
 * next, the change of the way of logging, brings the page to the disk before anything can be.
 */
function markAutoVacuum(database: Database): void {
  database.exec('PRAGMA synchronous=OFF; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA synchronous=FULL');
}
