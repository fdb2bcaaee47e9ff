import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
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
  async function stored(): Promise<string> {
    const data = join(folder.path, 'data');
    const store = await openStore({ folder: data, durability: 'relaxed' });
    await store.journal.begin(record('a'), [started, ...attempts(2)]);
    await store.close();
    return data;
  }

  it('then everything that writes says so, and what is stored can be read', async () => {
    const data = await stored();
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
  });

  it('then a data folder cannot be made there', () => {
    mkdirSync(join(folder.path, 'empty'));
    const told = runChild('mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"', readOnly, [
      join(folder.path, 'empty/data'),
    ]);
    expect(told).toMatchObject({ heads: [], begin: 'DATA_FOLDER_UNUSABLE', payload: 'DATA_FOLDER_UNUSABLE' });
  });
});
