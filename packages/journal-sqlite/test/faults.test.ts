import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runId } from '@codomyrmex/core';
import type { RunEvent } from '@codomyrmex/dag';
import { journalConformance } from '@codomyrmex/testing/conformance';
import { describe, expect, it } from 'vitest';
import { type Database, loadDriver, type OpenDatabase } from '../src/driver.ts';
import { fileSystemType, sharedFileSystem } from '../src/file-system.ts';
import { openStoreOn, type StoreWarning } from '../src/open-store.ts';
import { attempts, completed, errorOf, inFolder, record, started } from './in-folder.ts';

const folder = inFolder();
const a = runId('a');
const b = runId('b');
const open = await loadDriver();

/** A store whose slot files are opened in another way. */
function storeOn(openSlot: OpenDatabase) {
  const machine = {
    fileSystemType,
    open: ((file, access) => (/\d\.db$/.test(file) ? openSlot : open)(file, access)) satisfies OpenDatabase,
  };
  return openStoreOn(machine, { folder: folder.path, durability: 'relaxed' });
}

function large(position: number): RunEvent {
  const output = { kind: 'inline', value: 'x'.repeat(20_000) } as const;
  return { type: 'attempt_succeeded', at: 1, task: position, attempt: 1, output };
}

describe('given a file that may not grow any more', () => {
  const limited: OpenDatabase = (file, access) => {
    const database = open(file, access);
    database.exec('PRAGMA max_page_count=200');
    return database;
  };

  it('then the append that does not fit is refused whole, the run refuses until it is adopted, and smaller runs go on', async () => {
    const { journal, close } = await storeOn(limited);
    await journal.begin(record('a'), [started]);
    await journal.begin(record('b'), [started]);
    const batch = Array.from({ length: 100 }, (_, n) => large(n));
    const refused = await errorOf(() => journal.append(a, 1, batch));
    expect(refused).toMatchObject({ code: 'DISK_FULL', family: 'world' });
    expect(refused.message).toContain('0.db');
    expect(await journal.read(a)).toEqual([started]);
    expect(await errorOf(() => journal.append(a, 1, attempts(1)))).toMatchObject({ code: 'DISK_FULL' });
    await journal.append(b, 1, attempts(3));
    expect(await journal.read(b)).toEqual([started, ...attempts(3)]);
    await journal.adopt(a);
    await journal.append(a, 1, attempts(1));
    expect(await journal.read(a)).toEqual([started, ...attempts(1)]);
    await close();
  });

  it('then filling it up event by event loses none of those that were taken', async () => {
    const { journal, close } = await storeOn(limited);
    await journal.begin(record('a'), [started]);
    let stored = 1;
    const fill = async () => {
      for (; stored < 1_000; stored++) await journal.append(a, stored, [large(stored)]);
    };
    expect(await errorOf(fill)).toMatchObject({ code: 'DISK_FULL' });
    expect(stored).toBeGreaterThan(10);
    expect(await errorOf(() => journal.begin(record('b'), [started, large(1), large(2)]))).toMatchObject({
      code: 'DISK_FULL',
    });
    expect(await journal.find(b)).toBeUndefined();
    await close();
    const next = await storeOn(open);
    expect(await next.journal.read(a)).toHaveLength(stored);
    await next.journal.adopt(a);
    await next.journal.append(a, stored, [large(stored), completed]);
    await next.close();
  });
});

describe('given a disk that fails to sync', () => {
  /** Every write of the file fails once `broken` is set, as SQLite says it. */
  function failing() {
    const disk = { broken: false };
    const openSlot: OpenDatabase = (file, access) => {
      const database = open(file, access);
      if (access === 'read_only') return database;
      const fail = () => {
        if (disk.broken) throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 1034 });
      };
      const prepare: Database['prepare'] = (sql) => {
        const statement = database.prepare<never>(sql);
        return {
          run: (...values) => {
            const result = statement.run(...values);
            if (/^(INSERT INTO event|COMMIT)/.test(sql)) fail();
            return result;
          },
          get: (...values) => statement.get(...values),
          all: (...values) => statement.all(...values),
        };
      };
      return { prepare, exec: (sql) => database.exec(sql), close: () => database.close() };
    };
    return { disk, openSlot };
  }

  it('then it is not tried again: nothing is written to that file any more, and its slot is not given to others', async () => {
    const { disk, openSlot } = failing();
    const { journal, close } = await storeOn(openSlot);
    await journal.begin(record('a'), [started]);
    await journal.begin(record('b'), [started]);
    disk.broken = true;
    expect(await errorOf(() => journal.append(a, 1, attempts(1)))).toMatchObject({ code: 'DATA_FOLDER_UNUSABLE' });
    disk.broken = false;
    const log = join(folder.path, 'journal/0.db-wal');
    const before = readFileSync(log);
    for (const use of [
      () => journal.append(a, 1, attempts(1)),
      () => journal.append(b, 1, attempts(1)),
      () => journal.begin(record('c'), [started]),
      () => journal.adopt(a),
    ]) {
      expect(await errorOf(use)).toMatchObject({ code: 'DATA_FOLDER_UNUSABLE' });
    }
    await close();
    expect(readFileSync(log)).toEqual(before);
    const next = await storeOn(open);
    expect(await errorOf(() => next.journal.adopt(b))).toMatchObject({ code: 'RUN_OWNED' });
    await next.journal.begin(record('d'), [started]);
    expect((await next.journal.list()).map(({ id }) => id).sort()).toEqual(['a', 'b', 'd']);
    await next.close();
  });
});

describe('given a folder on a file system that machines share', () => {
  it.each([
    [0x6969, 'NFS'],
    [0x517b, 'SMB'],
    [0xff534d42, 'SMB'],
    [0xff534d42 | 0, 'SMB'],
    [0xfe534d42, 'SMB'],
    [0x01021997, '9p'],
    [0x65735546, 'FUSE or virtiofs'],
    [0xef53, undefined],
    [0x01021994, undefined],
  ])('then %i is known as %s', (type, name) => {
    expect(sharedFileSystem(type)).toBe(name);
  });

  const onNfs = (path: string, onWarning: (warning: StoreWarning) => void = () => undefined) =>
    openStoreOn({ open, fileSystemType: async () => 0x6969 }, { folder: path, durability: 'relaxed', onWarning });

  // The driver for older Nodes keeps closed connections open for a while, and a file leaves WAL only when nobody has it open.
  const older = process.versions.node.startsWith('20.');
  it.skipIf(older)('then a warning says so and no write-ahead log is used, also for a file that had one', async () => {
    const local = await storeOn(open);
    await local.journal.begin(record('a'), [started]);
    await local.close();
    const warnings: StoreWarning[] = [];
    const { journal, close } = await onNfs(folder.path, (warning) => warnings.push(warning));
    expect(warnings).toMatchObject([{ kind: 'shared_file_system' }]);
    expect(warnings[0]?.message).toContain('NFS');
    await journal.adopt(a);
    await journal.append(a, 1, attempts(2));
    const database = open(join(folder.path, 'journal/0.db'), 'read_only');
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'truncate' });
    database.close();
    expect(await journal.read(a)).toEqual([started, ...attempts(2)]);
    await close();
  });

  let made = 0;
  journalConformance('the store on a shared file system', async () => {
    const path = join(folder.path, `shared ${made++}`);
    return {
      open: async () => {
        const { journal } = await onNfs(path);
        return journal;
      },
      remove: async () => undefined,
    };
  });
});

it('given a file where the data folder should be, then it is told as unusable', async () => {
  writeFileSync(join(folder.path, 'file'), '');
  const store = await openStoreOn(
    { open, fileSystemType },
    { folder: join(folder.path, 'file'), durability: 'relaxed' },
  );
  for (const use of [
    () => store.journal.begin(record('a'), [started]),
    () => store.journal.list(),
    () => store.payloads.write('"x"'),
    () => store.inbox.send({ run: a, kind: 'cancel', reason: 'x' }),
  ]) {
    const error = await errorOf(use);
    expect(error).toMatchObject({ code: 'DATA_FOLDER_UNUSABLE' });
    expect(error.message).toContain(folder.path);
  }
  await store.close();
});

it('given a folder where a slot file should be, then it is told as unusable', async () => {
  mkdirSync(join(folder.path, 'journal/0.db'), { recursive: true });
  const store = await openStoreOn({ open, fileSystemType }, { folder: folder.path, durability: 'relaxed' });
  expect(await errorOf(() => store.journal.begin(record('a'), [started]))).toMatchObject({
    code: 'DATA_FOLDER_UNUSABLE',
  });
  await store.close();
});
