import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { runId } from '@codomyrmex/core';
import { type Durability, openStore } from '@codomyrmex/journal-sqlite';
import { expect, it } from 'vitest';
import { inFolder, record, started } from './in-folder.ts';

const folder = inFolder();
const READERS = 4;

interface Poller {
  /** Lets it finish its round. @throws when it has seen anything wrong. */
  stop(): Promise<{ readonly polls: number }>;
}

async function poller(): Promise<Poller> {
  const script = fileURLToPath(new URL('./child/poll.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, folder.path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const told = text(child.stdout);
  await once(child.stdout, 'data');
  return {
    stop: async () => {
      child.stdin.on('error', (error) => expect(error).toMatchObject({ code: 'EPIPE' }));
      child.stdin.end();
      expect(await exited).toEqual([0, null]);
      return JSON.parse((await told).trim().split('\n').at(-1) ?? '');
    },
  };
}

it.each(['relaxed', 'strict'] as const)(
  'given %s appends, when four processes poll all the while, then none of them sees an error, a gap or fewer events',
  async (durability: Durability) => {
    const pollers = await Promise.all(Array.from({ length: READERS }, poller));
    const { journal, close } = await openStore({ folder: folder.path, durability });
    const carry = async (id: string) => {
      await journal.begin(record(id), [started]);
      for (let position = 1; position < 400; position++) {
        await journal.append(runId(id), position, [{ type: 'attempt_started', at: 1, task: position, attempt: 1 }]);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, n) => carry(`run ${n}`)));
    await close();
    for (const { polls } of await Promise.all(pollers.map((one) => one.stop()))) expect(polls).toBeGreaterThan(0);
  },
  60_000,
);

it('given processes that look at the locks all the while, then taking a slot is never refused because of them', async () => {
  const pollers = await Promise.all(Array.from({ length: READERS }, poller));
  for (let n = 0; n < 60; n++) {
    const { journal, close } = await openStore({ folder: folder.path, durability: 'relaxed' });
    await journal.begin(record(`run ${n}`, n), [started, { type: 'run_ended', at: 1, status: 'completed' }]);
    await close();
  }
  for (const { polls } of await Promise.all(pollers.map((one) => one.stop()))) expect(polls).toBeGreaterThan(0);
  const files = readdirSync(join(folder.path, 'journal')).filter((name) => name.endsWith('.db'));
  expect(files).toEqual(['0.db']);
}, 60_000);

it.each(['relaxed', 'strict'] as const)(
  'given a %s process that appends and does not close the store, then it ends by itself once all is durable',
  async (durability) => {
    const script = fileURLToPath(new URL('./child/leave-open.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, folder.path, durability], { stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([0, null]);
    const { journal, close } = await openStore({ folder: folder.path, durability });
    expect(await journal.read(runId('a'))).toHaveLength(2);
    expect(await journal.list()).toMatchObject([{ id: 'a', phase: { kind: 'interrupted' } }]);
    await close();
  },
);
