import { join } from 'node:path';
import { type RunId, runId } from '@codomyrmex/core';
import type { Journal, RunEvent } from '@codomyrmex/dag';
import { expect, it } from 'vitest';
import { loadDriver, type OpenDatabase } from '../src/driver.ts';
import { fileSystemType } from '../src/file-system.ts';
import { openStoreOn } from '../src/open-store.ts';
import { attempts, completed, errorOf, inFolder, record, started } from './in-folder.ts';

const folder = inFolder();
const open = loadDriver();
const runs = Array.from({ length: 40 }, (_, n) => runId(`run ${n}`));

/** A store that tells how many transactions wrote its slot files. */
async function countingStore({ pages }: { readonly pages?: number } = {}) {
  const written = { transactions: 0 };
  const openSlot: OpenDatabase = (file, access) => {
    const database = open(file, access);
    if (pages !== undefined) database.exec(`PRAGMA max_page_count=${pages}`);
    if (access !== 'read_write') return database;
    return {
      exec: (sql) => database.exec(sql),
      close: () => database.close(),
      prepare: (sql) => {
        const statement = database.prepare<never>(sql);
        return {
          run: (...values) => {
            if (sql === 'COMMIT') written.transactions++;
            return statement.run(...values);
          },
          get: (...values) => statement.get(...values),
          all: (...values) => statement.all(...values),
        };
      },
    };
  };
  const machine = {
    fileSystemType,
    open: ((file, access) => (/\d\.db$/.test(file) ? openSlot : open)(file, access)) satisfies OpenDatabase,
  };
  return { ...(await openStoreOn(machine, { folder: folder.path, durability: 'relaxed' })), written };
}

const beginAll = (journal: Journal) => Promise.all(runs.map(async (id) => journal.begin(record(id), [started])));

/** What became of appends that were all made before any of them was stored. */
function together(journal: Journal, appends: readonly (readonly [RunId, readonly RunEvent[]])[]) {
  return Promise.all(
    appends.map(([id, events]) => errorOf(() => journal.append(id, 1, events)).catch((none: Error) => none.message)),
  );
}

const stored = 'nothing was thrown';

it('given many runs that get on at the same time, then their facts are one transaction', async () => {
  const { journal, written, close } = await countingStore();
  await beginAll(journal);
  // The first of them was alone.
  expect(written.transactions).toBe(2);
  const carried = runs.map(async (id) => {
    for (let position = 1; position < 11; position++) await journal.append(id, position, attempts(1, position));
    await journal.append(id, 11, [completed]);
  });
  await Promise.all(carried);
  expect(written.transactions).toBe(13);
  for (const id of runs) expect(await journal.read(id)).toEqual([started, ...attempts(10, 1), completed]);
  await close();
});

it('given a run that gets on alone, also after others have ended, then its facts are stored when the call returns', async () => {
  const { journal, close } = await countingStore();
  await beginAll(journal);
  for (const id of runs) await journal.append(id, 1, [completed]);
  const alone = runId('alone');
  for (const answer of [
    journal.begin(record('alone'), [started]),
    journal.append(alone, 1, attempts(2)),
    journal.append(alone, 3, [completed]),
  ]) {
    expect(answer).toBeUndefined();
  }
  expect(await journal.read(alone)).toEqual([started, ...attempts(2), completed]);
  await close();
});

it('given an append whose promise is fulfilled, then another connection sees its facts', async () => {
  const { journal, close } = await countingStore();
  await beginAll(journal);
  const other = open(join(folder.path, 'journal/0.db'), 'read_only');
  const count = other.prepare<{ n: number }>('SELECT count(*) AS n FROM event');
  const before = runs.length;
  await Promise.all(
    runs.map(async (id) => {
      await journal.append(id, 1, attempts(2));
      expect(count.get()?.n).toBe(before + 2 * runs.length);
    }),
  );
  other.close();
  await close();
});

it('given one append among many that finds no room, then it alone is refused, and so is what follows in its run', async () => {
  const { journal, close } = await countingStore({ pages: 200 });
  await beginAll(journal);
  const output = { kind: 'inline', value: 'x'.repeat(2_000_000) } as const;
  const large: RunEvent = { type: 'attempt_succeeded', at: 1, task: 0, attempt: 1, output };
  const answers = together(
    journal,
    runs.map((id, n) => [id, n === 7 ? [large] : attempts(2)]),
  );
  const [seventh] = runs.slice(7);
  if (seventh === undefined) throw new Error('there are more runs');
  const next = errorOf(() => journal.append(seventh, 2, attempts(1, 5)));
  for (const [n, answer] of (await answers).entries()) {
    expect(answer).toEqual(n === 7 ? expect.objectContaining({ code: 'DISK_FULL' }) : stored);
  }
  expect(await next).toMatchObject({ code: 'DISK_FULL' });
  for (const [n, id] of runs.entries()) {
    expect(await journal.read(id)).toEqual(n === 7 ? [started] : [started, ...attempts(2)]);
  }
  await close();
});

it('given a run whose next fact another owner has written, then its append is a conflict and its neighbours are stored', async () => {
  const { journal, close } = await countingStore();
  await beginAll(journal);
  const other = open(join(folder.path, 'journal/0.db'), 'read_write');
  other.exec("INSERT INTO event(run, seq, type, at) SELECT id, 1, 'run_paused', 1 FROM run WHERE uid = 'run 3'");
  other.close();
  const answers = await together(
    journal,
    runs.map((id) => [id, attempts(1)]),
  );
  for (const [n, answer] of answers.entries()) {
    expect(answer).toEqual(n === 3 ? expect.objectContaining({ code: 'JOURNAL_CONFLICT' }) : stored);
  }
  for (const [n, id] of runs.entries()) if (n !== 3) expect(await journal.read(id)).toEqual([started, ...attempts(1)]);
  await close();
});

it('given appends that nobody has waited for, then closing the store stores them', async () => {
  const first = await countingStore();
  await beginAll(first.journal);
  const answers = runs.map(async (id) => first.journal.append(id, 1, attempts(100)));
  await first.close();
  await Promise.all(answers);
  const next = await countingStore();
  for (const id of runs) expect(await next.journal.read(id)).toEqual([started, ...attempts(100)]);
  await next.close();
});
