import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore, type Store } from '@codomyrmex/journal-sqlite';
import { FenceNumbers, Ledger, type Owner, SharedLine, type Ticket } from '@codomyrmex/resources';
import { afterEach, expect, it } from 'vitest';
import { inFolder } from './in-folder.ts';

const folder = inFolder();
const stores: Store[] = [];
const lines: SharedLine<Owner>[] = [];

afterEach(async () => {
  for (const line of lines.splice(0)) line.close();
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

const lock = { type: 'lock', identifier: 'db' } as const;
const pool = { type: 'semaphore', identifier: 'pool' } as const;

interface Entry {
  readonly pid: number;
  readonly what: 'enter' | 'leave';
  readonly fence: number;
}

function child(rounds: number, request: object): ChildProcess {
  const script = fileURLToPath(new URL('./child/share.mjs', import.meta.url));
  const options = [folder.path, join(folder.path, 'log'), String(rounds), JSON.stringify(request)];
  return spawn(process.execPath, [script, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function share(processes: number, rounds: number, request: object): Promise<readonly Entry[]> {
  const children = Array.from({ length: processes }, () => child(rounds, request));
  const exits = await Promise.all(children.map((one) => once(one, 'exit')));
  expect(exits).toEqual(children.map(() => [0, null]));
  const entries = readFileSync(join(folder.path, 'log'), 'utf8').trim().split('\n');
  return entries.map((line): Entry => JSON.parse(line));
}

function mostAtOnce(entries: readonly Entry[]): number {
  let inside = 0;
  return Math.max(...entries.map(({ what }) => (inside += what === 'enter' ? 1 : -1)));
}

/** A line of this process, and somebody in it who asks for the lock. */
async function asker(warnings: string[] = []) {
  const store = await openStore({
    folder: folder.path,
    durability: 'relaxed',
    onWarning: ({ message }) => warnings.push(message),
  });
  stores.push(store);
  const fences = new FenceNumbers();
  const ledger = new Ledger([], { fences: fences.next });
  const faults: string[] = [];
  let grant: (ticket: Ticket) => void = () => undefined;
  const granted = new Promise<Ticket>((resolve) => {
    grant = resolve;
  });
  const clock = {
    now: () => Date.now(),
    after: (delay: number, call: () => void) => {
      const timer = setTimeout(call, delay);
      return () => clearTimeout(timer);
    },
  };
  const line = new SharedLine<Owner>({
    ledger,
    fences,
    clock,
    holdings: store.holdings,
    isShared: () => true,
    onGrant: grant,
    onFault: (error) => faults.push(String(error)),
  });
  lines.push(line);
  const compiled = ledger.compile([lock]);
  if (compiled.kind === 'refused') throw new Error('a lock is refused');
  const ask = () => {
    const ticket = line.ask(compiled.need, 1, { label: 'here' });
    line.drain();
    return ticket;
  };
  return { line, ask, granted, faults, store };
}

it('given two processes that take one lock again and again, then never both hold it, and its fencing numbers rise', async () => {
  const entries = await share(2, 60, lock);
  expect(entries).toHaveLength(240);
  for (let at = 0; at < entries.length; at += 2) {
    expect(entries.slice(at, at + 2).map(({ what }) => what)).toEqual(['enter', 'leave']);
    expect(entries[at]?.pid).toBe(entries[at + 1]?.pid);
  }
  const fences = entries.filter(({ what }) => what === 'enter').map(({ fence }) => fence);
  expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
}, 60_000);

it('given a semaphore of two and three processes, then at most two are inside', async () => {
  const entries = await share(3, 40, pool);
  expect(entries).toHaveLength(240);
  expect(mostAtOnce(entries)).toBeLessThanOrEqual(2);
}, 60_000);

it('given a semaphore of two of which somebody keeps one, then the others have the second, one at a time', async () => {
  const keeper = child(0, pool);
  if (keeper.stdout === null) throw new Error('its output is a pipe');
  await once(keeper.stdout, 'data');
  const entries = await share(2, 40, pool);
  keeper.kill('SIGKILL');
  await once(keeper, 'exit');
  expect(entries).toHaveLength(160);
  expect(mostAtOnce(entries)).toBe(1);
}, 60_000);

it('given a holder that is killed, then the one that waits is granted and told the number after its', async () => {
  const holder = child(0, lock);
  await once(holder.stdout!, 'data');
  const { line, ask, granted } = await asker();
  const ticket = ask();
  expect(line.waitsFor(ticket)).toMatchObject([{ heldBy: [`round 0 (process ${holder.pid})`] }]);
  holder.kill('SIGKILL');
  const { fence } = await granted;
  expect(fence).toBeGreaterThan(0);
}, 60_000);

it('given a process that closes its store, then what it held comes back at once', async () => {
  const [first, second] = [await asker(), await asker()];
  expect(first.ask().state).toBe('held');
  const waiting = second.ask();
  expect(waiting.state).toBe('waiting');
  await first.store.close();
  expect(await second.granted).toBe(waiting);
});

it('given a damaged file and nobody else who lives, then it is set aside, said so, and fencing numbers go on rising', async () => {
  const first = await asker();
  const before = first.ask();
  await first.store.close();
  // The log can hold all of the content.
  for (const end of ['-wal', '-shm']) rmSync(join(folder.path, `leases.db${end}`), { force: true });
  writeFileSync(
    join(folder.path, 'leases.db'),
    'no database at all, and long enough to be looked at as one'.repeat(50),
  );
  const warnings: string[] = [];
  const second = await asker(warnings);
  const after = second.ask();
  expect(after.state).toBe('held');
  expect(after.fence).toBeGreaterThan(before.fence);
  expect(warnings).toEqual([expect.stringContaining('set aside as')]);
});

it('given a file that was removed while another process holds something, then nothing is granted until that one has told again', async () => {
  const first = await asker();
  const held = first.ask();
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder.path, `leases.db${end}`), { force: true });
  const second = await asker();
  const waiting = second.ask();
  expect([waiting.state === 'held', second.faults.length]).toEqual([false, 1]);
  expect(second.faults[0]).toContain('was removed while 1 other');
  first.line.release(held);
  first.line.drain();
  expect(await second.granted).toBe(waiting);
}, 60_000);

it('given a store that nobody shares anything through, then it makes no file', async () => {
  const { store } = await asker();
  expect(store.holdings.changed(Date.now())).toBe(false);
  expect(() => readFileSync(join(folder.path, 'leases.db'))).toThrow('ENOENT');
});
