import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '@codomyrmex/journal-sqlite';
import { describe, expect, it } from 'vitest';
import { attempts, inFolder, record, started } from './in-folder.ts';

const folder = inFolder();

/** Linux lets users mount what only they see, unless it is forbidden: then these tests cannot be made. */
const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp']).status === 0;

const fillDisk = new URL('./child/fill-disk.mjs', import.meta.url);
const readOnly = new URL('./child/read-only.mjs', import.meta.url);

/** Runs a child script behind a shell command, in which `$0` is the test's folder. */
function runChild(setup: string, script: URL, args: readonly string[]): unknown {
  const command = [process.execPath, fileURLToPath(script), ...args];
  const argv = ['-Urm', 'sh', '-c', `${setup} && exec "$@"`, folder.path, ...command];
  return JSON.parse(execFileSync('unshare', argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
}

describe.skipIf(!canMount)('given a disk without room', () => {
  it.each(['relaxed', 'strict'])(
    'then a %s store stores nothing of what it refuses, stays readable, and goes on once there is room',
    (durability) => {
      const told = runChild('mount -t tmpfs -o size=8m tmpfs "$0"', fillDisk, [folder.path, durability]);
      expect(told).toEqual({
        filling: 'DISK_FULL',
        again: 'DISK_FULL',
        together: 'DISK_FULL',
        payload: 'DISK_FULL',
        readable: true,
        reasons: ['before', 'after'],
        counts: [2, 1],
      });
    },
  );
});

describe.skipIf(!canMount)('given a read-only disk', () => {
  async function stored(durability: 'relaxed' | 'strict'): Promise<string> {
    const data = join(folder.path, 'data');
    const store = await openStore({ folder: data, durability });
    await store.journal.begin(record('a'), [started, ...attempts(2)]);
    await store.close();
    return data;
  }

  it.each(['relaxed', 'strict'] as const)(
    'then everything that writes says so, and what a %s store has stored can be read',
    async (durability) => {
      const data = await stored(durability);
      // Of a relaxed one it is still in the log; of a strict one it need not be, and the file is all that there is.
      const log = join(data, 'journal/0.db-wal');
      expect(existsSync(log) && statSync(log).size > 0).toBe(durability === 'relaxed');
      if (durability === 'strict') rmSync(join(data, 'journal/0.db-shm'), { force: true });
      const told = runChild('mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"', readOnly, [data]);
      expect(told).toEqual({
        heads: ['a interrupted'],
        problems: [],
        events: 3,
        begin: 'DATA_FOLDER_UNUSABLE',
        adopt: 'DATA_FOLDER_UNUSABLE',
        payload: 'DATA_FOLDER_UNUSABLE',
        send: 'DATA_FOLDER_UNUSABLE',
      });
    },
  );

  it('then a log without the file that its readers share cannot be read, and what to do is told', async () => {
    const data = await stored('relaxed');
    rmSync(join(data, 'journal/0.db-shm'));
    const told = runChild('mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"', readOnly, [data]);
    expect(told).toMatchObject({ heads: [], problems: [expect.stringContaining('0.db-shm has to be there or made')] });
  });

  it('then a data folder cannot be made there', () => {
    mkdirSync(join(folder.path, 'empty'));
    const told = runChild('mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"', readOnly, [
      join(folder.path, 'empty/data'),
    ]);
    expect(told).toMatchObject({ heads: [], begin: 'DATA_FOLDER_UNUSABLE', payload: 'DATA_FOLDER_UNUSABLE' });
  });
});
