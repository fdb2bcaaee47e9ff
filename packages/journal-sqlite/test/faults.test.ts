import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runId } from '@codomyrmex/core';
import type { RunEvent } from '@codomyrmex/dag';
import { describe, expect, it } from 'vitest';
import { type Database, loadDriver, type OpenDatabase } from '../src/driver.ts';
import { fileSystemType } from '../src/file-system.ts';
import { openStoreOn } from '../src/open-store.ts';
import { attempts, completed, errorOf, inFolder, record, started } from './in-folder.ts';

const folder = inFolder();
const a = runId('a');
const b = runId('b');
const open = loadDriver();

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

it('given a writer thread that does not start, then every write is refused with the reason and nothing hangs', async () => {
  // Beside the sources there is no built thread.
  const { journal, close } = await openStoreOn({ open, fileSystemType }, { folder: folder.path, durability: 'strict' });
  for (const id of ['a', 'b']) {
    const error = await errorOf(() => journal.begin(record(id), [started]));
    expect(error).toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(error.message).toMatch(/writer thread ended.*writer-thread-entry\.js/);
  }
  expect(await journal.list()).toEqual([]);
  await close();
});
