import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { runId } from '@codomyrmex/core';
import { openStore, type StoreWarning } from '@codomyrmex/journal-sqlite';
import { describe, expect, it } from 'vitest';
import { loadDriver } from '../src/driver.ts';
import { attempts, completed, errorOf, inFolder, record, started } from './in-folder.ts';

const folder = inFolder();
const file = (name: string) => join(folder.path, name);
const open = (onWarning: (warning: StoreWarning) => void = () => undefined) =>
  openStore({ folder: folder.path, durability: 'relaxed', onWarning });
const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Leaves run "a" in slot 0 and run "b" in slot 1, both interrupted. */
async function twoSlots(durability: 'relaxed' | 'strict' = 'relaxed'): Promise<void> {
  for (const id of ['a', 'b']) {
    const store = await openStore({ folder: folder.path, durability });
    await store.journal.begin(record(id), [started, ...attempts(400)]);
    await store.close();
  }
}

describe('given a slot file that is no database', () => {
  async function damaged() {
    await twoSlots();
    writeFileSync(file('journal/0.db'), 'this was a journal once '.repeat(1_000));
    for (const end of ['-wal', '-shm']) rmSync(file(`journal/0.db${end}`), { force: true });
    return digest(file('journal/0.db'));
  }

  it('then the other slots are listed, and the problem names the file and the way out', async () => {
    const before = await damaged();
    const store = await open();
    expect((await store.journal.list()).map(({ id }) => id)).toEqual(['b']);
    const [problem] = store.problems();
    expect(problem).toMatchObject({ code: 'JOURNAL_CORRUPT' });
    expect(problem?.message).toContain(file('journal/0.db'));
    expect(problem?.suggestions.join(' ')).toContain('integrity_check');
    await store.close();
    expect(digest(file('journal/0.db'))).toBe(before);
  });

  it('then a run that is in none of the others may be in it: asking for it says so', async () => {
    await damaged();
    const { journal, close } = await open();
    expect((await journal.find(runId('b')))?.id).toBe('b');
    expect(await journal.read(runId('b'))).toHaveLength(401);
    for (const ask of [
      () => journal.find(runId('a')),
      () => journal.read(runId('a')),
      () => journal.list({ run: runId('a') }),
      () => journal.adopt(runId('a')),
    ]) {
      expect(await errorOf(ask)).toMatchObject({ code: 'JOURNAL_CORRUPT' });
    }
    await close();
  });

  it('then new runs go elsewhere, with a warning, and the file stays as it is', async () => {
    const before = await damaged();
    const warnings: StoreWarning[] = [];
    const { journal, close } = await open((warning) => warnings.push(warning));
    await journal.begin(record('c'), [started, completed]);
    expect(await journal.read(runId('c'))).toEqual([started, completed]);
    await close();
    expect(warnings).toMatchObject([{ kind: 'damaged_file', error: { code: 'JOURNAL_CORRUPT' } }]);
    expect(digest(file('journal/0.db'))).toBe(before);
  });

  it('then, once it is moved aside, all is well again', async () => {
    await damaged();
    const { journal, problems, close } = await open();
    await journal.list();
    expect(problems()).toHaveLength(1);
    renameSync(file('journal/0.db'), file('damaged.db'));
    expect(await journal.list()).toHaveLength(1);
    expect(problems()).toEqual([]);
    expect(await journal.find(runId('a'))).toBeUndefined();
    await close();
  });
});

it('given a slot file with overwritten pages, then reading the run tells the damage and other runs are readable', async () => {
  // It leaves nothing in the log.
  await twoSlots('strict');
  const size = readFileSync(file('journal/0.db')).length;
  const descriptor = openSync(file('journal/0.db'), 'r+');
  // Behind the schema; the events fill the rest.
  writeSync(descriptor, Buffer.alloc(size - 12 * 4096, 0x5a), 0, undefined, 12 * 4096);
  closeSync(descriptor);
  const { journal, close } = await open();
  const error = await errorOf(() => journal.read(runId('a')));
  expect(error).toMatchObject({ code: 'JOURNAL_CORRUPT' });
  expect(error.message).toContain('0.db');
  expect(await journal.read(runId('b'))).toHaveLength(401);
  await close();
});

it('given a slot file that was emptied while its log was not, then it is damage and nothing is deleted', async () => {
  const store = await open();
  await store.journal.begin(record('a'), [started]);
  const log = readFileSync(file('journal/0.db-wal'));
  await store.close();
  // In another folder: this process has had the originals open.
  const damaged = { folder: file('damaged'), durability: 'relaxed' } as const;
  mkdirSync(join(damaged.folder, 'journal'), { recursive: true });
  writeFileSync(join(damaged.folder, 'journal/0.db'), '');
  writeFileSync(join(damaged.folder, 'journal/0.db-wal'), log);
  const next = await openStore(damaged);
  expect(await next.journal.list()).toEqual([]);
  expect(next.problems()).toMatchObject([{ code: 'JOURNAL_CORRUPT' }]);
  await next.journal.begin(record('b'), [started]);
  expect(await next.journal.list()).toHaveLength(1);
  await next.close();
  expect(readFileSync(join(damaged.folder, 'journal/0.db-wal'))).toEqual(log);
});

describe('given files of a newer version', () => {
  async function newer(name: string): Promise<void> {
    const database = loadDriver()(file(name), 'read_write');
    database.exec('PRAGMA user_version = 99');
    database.close();
  }

  it('then a slot is told as such, not touched, and nothing new is begun beside it', async () => {
    await twoSlots();
    await newer('journal/0.db');
    const before = digest(file('journal/0.db'));
    const store = await open();
    expect((await store.journal.list()).map(({ id }) => id)).toEqual(['b']);
    expect(store.problems()).toMatchObject([{ code: 'DATA_FOLDER_UNUSABLE' }]);
    expect(store.problems()[0]?.message).toMatch(/0\.db.*newer version.*99/);
    expect(await errorOf(() => store.journal.begin(record('c'), [started]))).toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
    });
    expect(await errorOf(() => store.journal.adopt(runId('a')))).toMatchObject({ code: 'DATA_FOLDER_UNUSABLE' });
    await store.close();
    expect(digest(file('journal/0.db'))).toBe(before);
  });

  it('then the inbox is told as such', async () => {
    const { inbox, close } = await open();
    await inbox.send({ run: runId('a'), kind: 'cancel', reason: 'x' });
    await close();
    await newer('shared.db');
    const next = await open();
    const error = await errorOf(() => next.inbox.receive([runId('a')]));
    expect(error).toMatchObject({ code: 'DATA_FOLDER_UNUSABLE' });
    expect(error.message).toContain('newer version');
    await next.close();
  });
});

it('given a foreign database in a slot’s place, then it is not touched', async () => {
  mkdirSync(file('journal'));
  const database = loadDriver()(file('journal/0.db'), 'read_write');
  database.exec('CREATE TABLE recipes(name TEXT)');
  database.close();
  const before = digest(file('journal/0.db'));
  const store = await open();
  await store.journal.begin(record('a'), [started]);
  expect(store.problems()[0]?.message).toContain('recipes');
  await store.close();
  expect(existsSync(file('journal/1.db'))).toBe(true);
  expect(digest(file('journal/0.db'))).toBe(before);
});

describe('given damaged payloads', () => {
  it('then a missing, changed or shortened one is told with its file, and writing the value again heals the last', async () => {
    const { payloads, close } = await open();
    const json = JSON.stringify('x'.repeat(1_000));
    const hash = await payloads.write(json);
    const path = file(`payloads/${hash.slice(0, 2)}/${hash}`);
    writeFileSync(path, json.replace('x', 'y'));
    expect(await errorOf(() => payloads.read(hash))).toMatchObject({ code: 'JOURNAL_CORRUPT' });
    writeFileSync(path, 'x');
    expect((await errorOf(() => payloads.read(hash))).message).toContain(path);
    expect(await payloads.write(json)).toBe(hash);
    expect(await payloads.read(hash)).toBe(json);
    rmSync(path);
    expect((await errorOf(() => payloads.read(hash))).message).toContain('is missing');
    expect(readdirSync(file(`payloads/${hash.slice(0, 2)}`))).toEqual([]);
    await close();
  });

  it('then a hash that is no hash never becomes a path', async () => {
    const { payloads, close } = await open();
    expect(await errorOf(() => payloads.read('../../../../etc/passwd'))).toMatchObject({ code: 'USAGE' });
    await close();
  });
});
