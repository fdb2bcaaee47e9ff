import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runId } from '@codomyrmex/core';
import type { RunEvent } from '@codomyrmex/dag';
import { openStore } from '@codomyrmex/journal-sqlite';
import { expect, it } from 'vitest';
import { completed, inFolder, record, started } from './in-folder.ts';

const folder = inFolder();
const a = runId('a');
const file = () => join(folder.path, 'journal/0.db');
const log = () => `${file()}-wal`;

/** Many times what a log holds before it is folded, a transaction each. */
const APPENDS = 12_000;
const LONGEST_LOG = 2 * 8_000 * 4_120;

const eventAt = (position: number): RunEvent => {
  const task = Math.floor((position - 1) / 2);
  if (position % 2 === 1) return { type: 'attempt_started', at: position, task, attempt: 1 };
  return { type: 'attempt_succeeded', at: position, task, attempt: 1, output: { kind: 'inline', value: task } };
};

it('given far more than a log holds, when it is appended while the log is folded, then the log stays short, all is read, and closing leaves nothing in it', {
  timeout: 60_000,
}, async () => {
  const { journal, close } = await openStore({ folder: folder.path, durability: 'relaxed' });
  await journal.begin(record('a'), [started]);
  let longest = 0;
  for (let position = 1; position <= APPENDS; position++) {
    await journal.append(a, position, [eventAt(position)]);
    if (position % 50 !== 0) continue;
    await nextTurn();
    longest = Math.max(longest, statSync(log()).size);
  }
  expect(longest).toBeLessThan(LONGEST_LOG);
  // Of what was folded the file itself has become longer.
  expect(statSync(file()).size).toBeGreaterThan(200_000);
  expect(await journal.read(a)).toHaveLength(APPENDS + 1);
  await close();
  expect(existsSync(log()) ? statSync(log()).size : 0).toBe(0);
  const again = await openStore({ folder: folder.path, durability: 'relaxed' });
  const events = await again.journal.read(a);
  expect(events).toEqual([started, ...Array.from({ length: APPENDS }, (_, place) => eventAt(place + 1))]);
  await again.close();
});

it('given a store that is closed while its log is folded, then nothing is missing', { timeout: 60_000 }, async () => {
  const { journal, close } = await openStore({ folder: folder.path, durability: 'relaxed' });
  await journal.begin(record('a'), [started]);
  // Without a turn of the event loop: what the thread says comes after the closing.
  for (let position = 1; position <= APPENDS / 2; position++) await journal.append(a, position, [eventAt(position)]);
  await close();
  const again = await openStore({ folder: folder.path, durability: 'relaxed' });
  expect(await again.journal.read(a)).toHaveLength(APPENDS / 2 + 1);
  await again.close();
});

it('given a process that only closes its store while its log is folded, then it ends when that is done', {
  timeout: 60_000,
}, async () => {
  const script = fileURLToPath(new URL('./child/fold-and-close.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, folder.path, String(APPENDS / 2)], { stdio: 'inherit' });
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(existsSync(log()) ? statSync(log()).size : 0).toBe(0);
  const { journal, close } = await openStore({ folder: folder.path, durability: 'relaxed' });
  expect(await journal.read(a)).toHaveLength(APPENDS / 2 + 1);
  await close();
});

it('given short sessions one after the other, then what they write stays in the log until that is a megabyte, and all is read by each', async () => {
  const lengths: number[] = [];
  for (let session = 0; session < 200; session++) {
    const { journal, close } = await openStore({ folder: folder.path, durability: 'relaxed' });
    const events = [started, ...Array.from({ length: 60 }, (_, place) => eventAt(place + 1)), completed];
    await journal.begin(record(`r${session}`, session), events);
    expect(await journal.list({ limit: 1_000 })).toHaveLength(session + 1);
    await close();
    lengths.push(existsSync(log()) ? statSync(log()).size : 0);
  }
  expect(lengths[0]).toBeGreaterThan(0);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(1024 * 1024);
  // It was folded, and was begun anew.
  expect(lengths.filter((length, index) => length < (lengths[index - 1] ?? 0)).length).toBeGreaterThan(0);
  const reader = await openStore({ folder: folder.path, durability: 'strict' });
  expect(await reader.journal.read(runId('r17'))).toHaveLength(62);
  await reader.close();
});

it('given a log that a relaxed store has left, when a strict one writes and closes, then nothing is in it any more', async () => {
  for (const durability of ['relaxed', 'strict'] as const) {
    const { journal, close } = await openStore({ folder: folder.path, durability });
    await journal.begin(record(durability), [started, completed]);
    await close();
  }
  expect(existsSync(log()) ? statSync(log()).size : 0).toBe(0);
  const { journal, close } = await openStore({ folder: folder.path, durability: 'relaxed' });
  expect((await journal.list()).map(({ id }) => id).sort()).toEqual(['relaxed', 'strict']);
  await close();
});
