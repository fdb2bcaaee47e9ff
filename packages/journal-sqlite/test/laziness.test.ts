import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runId } from '@codomyrmex/core';
import { openStore } from '@codomyrmex/journal-sqlite';
import { expect, it } from 'vitest';
import { completed, inFolder, record, started } from './in-folder.ts';

const folder = inFolder();

it.each(['relaxed', 'strict'] as const)(
  'given no data folder, when a %s store only reads, then nothing is made',
  async (durability) => {
    const path = join(folder.path, 'not', 'there');
    const store = await openStore({ folder: path, durability });
    expect(await store.journal.list()).toEqual([]);
    expect(await store.journal.find(runId('a'))).toBeUndefined();
    expect(await store.journal.read(runId('a'))).toEqual([]);
    expect(await store.inbox.receive([runId('a')])).toEqual([]);
    expect(store.problems()).toEqual([]);
    await store.close();
    expect(existsSync(join(folder.path, 'not'))).toBe(false);
  },
);

it('given a data folder, when a store only reads, then it holds no slot of it', async () => {
  const writer = await openStore({ folder: folder.path, durability: 'relaxed' });
  await writer.journal.begin(record('a'), [started, completed]);
  await writer.close();
  const readers = await Promise.all(
    Array.from({ length: 5 }, () => openStore({ folder: folder.path, durability: 'relaxed' })),
  );
  for (const { journal } of readers) expect(await journal.list()).toHaveLength(1);
  const next = await openStore({ folder: folder.path, durability: 'relaxed' });
  await next.journal.begin(record('b'), [started]);
  expect(slots()).toEqual(['0.db']);
  for (const store of [...readers, next]) await store.close();
});

it('given live processes that write, then each has a slot of its own, and the next ones use them again', async () => {
  const open = () => openStore({ folder: folder.path, durability: 'relaxed' });
  for (let round = 0; round < 3; round++) {
    const stores = await Promise.all([open(), open(), open()]);
    for (const [index, { journal }] of stores.entries()) {
      await journal.begin(record(`${round}/${index}`), [started, completed]);
    }
    for (const store of stores) await store.close();
    expect(slots()).toEqual(['0.db', '1.db', '2.db']);
  }
  const reader = await open();
  expect(await reader.journal.list()).toHaveLength(9);
  await reader.close();
});

it('given 64 slots with interrupted runs, when more processes begin runs, then they use those slots after all', async () => {
  for (let n = 0; n < 66; n++) {
    const store = await openStore({ folder: folder.path, durability: 'relaxed' });
    await store.journal.begin(record(`run ${n}`), [started]);
    await store.close();
  }
  expect(slots()).toHaveLength(64);
  const store = await openStore({ folder: folder.path, durability: 'relaxed' });
  expect((await store.journal.list()).filter(({ phase }) => phase.kind === 'interrupted')).toHaveLength(66);
  await store.journal.begin(record('mine'), [started]);
  // Runs of a slot that is taken stay interrupted, and are there for its holder.
  expect((await store.journal.list()).filter(({ phase }) => phase.kind === 'interrupted')).toHaveLength(66);
  await store.journal.adopt(runId('run 65'));
  expect((await store.journal.list({ run: runId('run 65') }))[0]?.phase.kind).toBe('owned');
  await store.close();
});

function slots(): readonly string[] {
  return readdirSync(join(folder.path, 'journal'))
    .filter((name) => name.endsWith('.db'))
    .sort();
}
