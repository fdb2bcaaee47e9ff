import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Files } from '@codomyrmex/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { declared } from '../src/effects/declared-effects.ts';
import { RootedFiles } from '../src/effects/files/rooted-files.ts';

let base: string;
let root: string;
let outside: string;
let files: Files;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'codomyrmex-files-'));
  root = join(base, 'workspace');
  outside = join(base, 'outside');
  await mkdir(root);
  await mkdir(outside);
  await writeFile(join(outside, 'secret'), 'of others');
  files = new RootedFiles(root);
});
afterEach(() => rm(base, { recursive: true, force: true }));

/** Everything outside of the workspace is as it was. */
async function expectOutsideUntouched(): Promise<void> {
  expect((await readdir(base)).sort()).toEqual(['outside', 'workspace']);
  expect(await readdir(outside)).toEqual(['secret']);
  expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('of others');
}

/** Each way to touch a path, as one that is given. */
const ways: readonly [string, (path: string) => Promise<unknown>][] = [
  ['read', (path) => files.read(path)],
  ['readText', (path) => files.readText(path)],
  ['write', (path) => files.write(path, 'x')],
  ['append', (path) => files.append(path, 'x')],
  ['stat', (path) => files.stat(path)],
  ['list', (path) => files.list(path)],
  ['makeFolder', (path) => files.makeFolder(path)],
  ['remove', (path) => files.remove(path, { recursive: true })],
  ['copy from', (path) => files.copy(path, 'copied')],
  ['copy to', (path) => files.copy('source', path, { overwrite: true })],
  ['move from', (path) => files.move(path, 'moved')],
  ['move to', (path) => files.move('source', path, { overwrite: true })],
  ['locate', (path) => files.locate(path)],
];

describe('reading and writing', () => {
  test('given content, then it stands below the workspace with its folders and can be read', async () => {
    await files.write('a/b/c.txt', 'grüße');
    expect(await files.readText('a/b/c.txt')).toBe('grüße');
    expect(await files.readText(join(root, 'a/b/c.txt'))).toBe('grüße');
    await files.write('a/b/c.txt', new Uint8Array([0, 255]));
    expect(await files.read('a/./x/../b/c.txt')).toEqual(Buffer.from([0, 255]));
    expect(await files.readText('a/b/c.txt')).toBe('\0\uFFFD');
    expect(await readdir(join(root, 'a/b'))).toEqual(['c.txt']);
  });

  test('given what is not there, then reading says so and looking gives undefined', async () => {
    await files.write('file', 'x');
    for (const path of ['missing', 'missing/too', 'file/below']) {
      await expect(files.read(path)).rejects.toMatchObject({ code: 'NOT_FOUND', retryable: false });
      expect(await files.stat(path)).toBeUndefined();
      await files.remove(path);
    }
    await expect(files.list('missing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(files.copy('missing', 'to/there')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(files.move('missing', 'to/there')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readdir(root)).toEqual(['file']);
  });

  test('given a file of the limit and one byte more, then the first is read and the second refused', async () => {
    await files.write('ten', '0123456789');
    expect(await files.readText('ten', { maxBytes: 10 })).toBe('0123456789');
    await expect(files.read('ten', { maxBytes: 9 })).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
      retryable: false,
    });
    await writeFile(join(root, 'huge'), '');
    await truncate(join(root, 'huge'), 2 ** 40);
    await expect(files.read('huge')).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });

  test('given a limit of 0, then only an empty file is read; what is no limit is refused', async () => {
    await files.write('empty', '');
    await files.write('one', '1');
    expect(await files.read('empty', { maxBytes: 0 })).toEqual(Buffer.alloc(0));
    await expect(files.read('one', { maxBytes: 0 })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect(await files.readText('one', { maxBytes: Number.POSITIVE_INFINITY })).toBe('1');
    for (const maxBytes of [-1, Number.NaN]) {
      await expect(files.read('empty', { maxBytes })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    }
  });

  test('given a file with rights of its own, then they stay when it is replaced and when it is copied', async () => {
    await files.write('script.sh', 'old');
    await chmod(join(root, 'script.sh'), 0o751);
    await files.write('script.sh', 'new');
    expect((await stat(join(root, 'script.sh'))).mode & 0o7777).toBe(0o751);
    await files.copy('script.sh', 'copies/script.sh');
    expect((await stat(join(root, 'copies/script.sh'))).mode & 0o7777).toBe(0o751);
  });

  test('given a reader while a file is replaced, then it sees the old content or the new one', async () => {
    const contents = ['a', 'b', 'c'].map((letter) => letter.repeat(300_000));
    await files.write('same', contents[0] ?? '');
    const writers = contents.flatMap((content) => Array.from({ length: 5 }, () => files.write('same', content)));
    const readers = Array.from({ length: 15 }, () => files.readText('same'));
    for (const seen of await Promise.all(readers)) expect(contents).toContain(seen);
    await Promise.all(writers);
    expect(await readdir(root)).toEqual(['same']);
  });

  test('given additions, then they stand one after the other, in a file that is made when it is not there', async () => {
    await files.append('log/lines', 'one\n');
    await files.append('log/lines', Buffer.from('two\n'));
    await Promise.all(Array.from({ length: 20 }, () => files.append('log/lines', 'x\n')));
    expect(await files.readText('log/lines')).toBe(`one\ntwo\n${'x\n'.repeat(20)}`);
  });

  test('given a folder or a pipe in the place of a file, then it is refused at once', async () => {
    await files.makeFolder('folder');
    execFileSync('mkfifo', [join(root, 'pipe')]);
    for (const path of ['folder', 'pipe']) {
      await expect(files.read(path)).rejects.toMatchObject({ code: 'INVALID_PARAMETERS', retryable: false });
      await expect(files.append(path, 'x')).rejects.toMatchObject({ retryable: false });
      await expect(files.write(path, 'x')).rejects.toMatchObject({ code: 'PATH_REFUSED' });
      await expect(files.copy(path, 'copied')).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    }
    await expect(files.list('pipe')).rejects.toMatchObject({ code: 'PATH_REFUSED' });
    expect((await readdir(root)).sort()).toEqual(['folder', 'pipe']);
  });
});

describe('folders', () => {
  test('given entries of every kind, then they are listed by name with what they are', async () => {
    await files.write('b/file', 'x');
    await files.makeFolder('b/folder/deep');
    await symlink(outside, join(root, 'b/link'));
    execFileSync('mkfifo', [join(root, 'b/pipe')]);
    expect(await files.list('b')).toEqual([
      { name: 'file', kind: 'file' },
      { name: 'folder', kind: 'folder' },
      { name: 'link', kind: 'link' },
      { name: 'pipe', kind: 'other' },
    ]);
    expect(await files.list('')).toEqual([{ name: 'b', kind: 'folder' }]);
    await expect(files.list('b/file')).rejects.toMatchObject({ code: 'PATH_REFUSED' });
  });

  test('given facts, then they tell kind, size and time, links followed', async () => {
    await files.write('f', '12345');
    await symlink('f', join(root, 'l'));
    const { mtimeMs } = await stat(join(root, 'f'));
    expect(await files.stat('f')).toEqual({ kind: 'file', size: 5, modifiedAt: mtimeMs });
    expect(await files.stat('l')).toEqual({ kind: 'file', size: 5, modifiedAt: mtimeMs });
    expect(await files.stat('.')).toMatchObject({ kind: 'folder' });
  });

  test('given a folder that is there, then making it is nothing; a file in the way is refused', async () => {
    await files.makeFolder('a/b');
    await files.makeFolder('a/b');
    await files.makeFolder('.');
    await files.write('a/f', 'x');
    for (const path of ['a/f', 'a/f/g']) {
      await expect(files.makeFolder(path)).rejects.toMatchObject({ code: 'PATH_REFUSED', retryable: false });
      await expect(files.write(`${path}/x`, 'x')).rejects.toMatchObject({ code: 'PATH_REFUSED', retryable: false });
    }
    expect(await files.readText('a/f')).toBe('x');
  });

  test('given a folder with something in it, then it goes only when all of it is to go', async () => {
    await files.write('a/b/c', 'x');
    await symlink(outside, join(root, 'a/out'));
    await expect(files.remove('a')).rejects.toMatchObject({ code: 'PATH_REFUSED' });
    await files.remove('a', { recursive: true });
    await files.makeFolder('empty');
    await files.remove('empty');
    expect(await readdir(root)).toEqual([]);
    await expectOutsideUntouched();
  });

  test('given the workspace itself, then it is neither removed, moved nor replaced', async () => {
    await files.write('source', 'x');
    for (const path of ['', '.', 'a/..', root]) {
      await expect(files.remove(path, { recursive: true })).rejects.toMatchObject({ code: 'PATH_REFUSED' });
      await expect(files.move(path, 'there')).rejects.toMatchObject({ code: 'PATH_REFUSED' });
      await expect(files.move('source', path, { overwrite: true })).rejects.toMatchObject({ code: 'PATH_REFUSED' });
      await expect(files.write(path, 'x')).rejects.toMatchObject({ code: 'PATH_REFUSED' });
    }
    expect(await readdir(root)).toEqual(['source']);
  });
});

describe('copying and moving', () => {
  test('given a target that is there, then it is replaced only when that is said', async () => {
    await files.write('a', 'A');
    await files.write('b', 'B');
    for (const act of [files.copy.bind(files), files.move.bind(files)]) {
      await expect(act('a', 'b')).rejects.toMatchObject({ code: 'ALREADY_EXISTS', retryable: false });
    }
    await files.copy('a', 'b', { overwrite: true });
    expect(await files.readText('b')).toBe('A');
    await files.move('b', 'new/c');
    await files.move('a', 'new/c', { overwrite: true });
    expect(await files.list('.')).toEqual([{ name: 'new', kind: 'folder' }]);
  });

  test('given a large file, then the copy is the same, byte by byte', async () => {
    const content = Buffer.alloc(3_000_001, 'a line of some length\n');
    await files.write('large', content);
    await files.copy('large', 'copy');
    await files.copy('large', 'large', { overwrite: true });
    expect(content.equals(await files.read('copy'))).toBe(true);
    expect(content.equals(await files.read('large'))).toBe(true);
  });

  test('given a folder in the way, then it stays and nothing else is left', async () => {
    await files.write('file', 'x');
    await files.write('folder/in', 'x');
    await files.write('other/in', 'y');
    for (const act of [files.copy.bind(files), files.move.bind(files)]) {
      await expect(act('file', 'folder', { overwrite: true })).rejects.toMatchObject({
        code: 'PATH_REFUSED',
        retryable: false,
      });
    }
    await expect(files.move('folder', 'other', { overwrite: true })).rejects.toMatchObject({ code: 'PATH_REFUSED' });
    await expect(files.move('folder', 'file', { overwrite: true })).rejects.toMatchObject({ code: 'PATH_REFUSED' });
    expect((await readdir(root)).sort()).toEqual(['file', 'folder', 'other']);
    expect(await readdir(join(root, 'other'))).toEqual(['in']);
  });

  test('given a folder that is to move into itself, then nothing changes', async () => {
    await files.makeFolder('a');
    await expect(files.move('a', 'a/b/c')).rejects.toMatchObject({ code: 'PATH_REFUSED' });
    expect(await readdir(join(root, 'a'))).toEqual([]);
  });

  test('given a link, then it is moved itself and copied by what it leads to', async () => {
    await files.write('target', 'T');
    await symlink('target', join(root, 'link'));
    await files.copy('link', 'copy');
    await files.move('link', 'moved');
    expect(await readlink(join(root, 'moved'))).toBe('target');
    expect(await files.list('.')).toEqual([
      { name: 'copy', kind: 'file' },
      { name: 'moved', kind: 'link' },
      { name: 'target', kind: 'file' },
    ]);
  });
});

describe('what lies outside', () => {
  const hostile = [
    '..',
    '../outside/secret',
    'a/../../outside/secret',
    './../workspace2',
    '/etc/passwd',
    '//etc/passwd',
    'a\0b',
    '\0',
    '../workspace-twin/x',
    'x'.repeat(4_097),
    `deep/${'y'.repeat(300)}`,
  ];
  test.each(ways)('given a path that leaves, then %s refuses it before anything is touched', async (_, act) => {
    await files.write('source', 'x');
    for (const path of hostile) {
      await expect(act(path)).rejects.toMatchObject({ code: 'PATH_REFUSED', retryable: false });
    }
    expect(await readdir(root)).toEqual(['source']);
    await expectOutsideUntouched();
  });

  test.each(ways.filter(([name]) => !['remove', 'move from', 'copy to', 'move to'].includes(name)))(
    'given links that lead outside, then %s refuses them',
    async (_, act) => {
      await files.write('source', 'x');
      await symlink(outside, join(root, 'folder'));
      await symlink(join(outside, 'secret'), join(root, 'direct'));
      await symlink('direct', join(root, 'l2'));
      await symlink('l2', join(root, 'l1'));
      await symlink('/dev/zero', join(root, 'zero'));
      await symlink('loop', join(root, 'loop'));
      for (const path of ['folder', 'folder/secret', 'l1', 'l2', 'direct', 'zero', 'loop', 'loop/x']) {
        await expect(act(path)).rejects.toMatchObject({ code: 'PATH_REFUSED', retryable: false });
      }
      await expectOutsideUntouched();
    },
  );

  test('given a link to the outside, then removing, moving and replacing touch only the link', async () => {
    for (const name of ['l1', 'l2', 'l3', 'l4']) await symlink(join(outside, 'secret'), join(root, name));
    await files.write('source', 'x');
    await files.remove('l1', { recursive: true });
    await files.move('l2', 'moved');
    await files.copy('source', 'l3', { overwrite: true });
    await files.move('source', 'l4', { overwrite: true });
    expect(await files.list('.')).toEqual([
      { name: 'l3', kind: 'file' },
      { name: 'l4', kind: 'file' },
      { name: 'moved', kind: 'link' },
    ]);
    await expectOutsideUntouched();
  });

  test('given a way through a link to the outside, then nothing behind it is removed, moved or replaced', async () => {
    await symlink(outside, join(root, 'out'));
    await files.write('source', 'x');
    const acts = [
      () => files.remove('out/secret'),
      () => files.remove('out/missing'),
      () => files.move('out/secret', 'taken'),
      () => files.move('source', 'out/put'),
      () => files.copy('source', 'out/deep/put'),
      () => files.makeFolder('out/made'),
    ];
    for (const act of acts) await expect(act()).rejects.toMatchObject({ code: 'PATH_REFUSED' });
    expect((await readdir(root)).sort()).toEqual(['out', 'source']);
    await expectOutsideUntouched();
  });

  test('given links that lead to nothing yet, then nothing is made through them and none is named to a tool', async () => {
    await symlink(join(outside, 'later'), join(root, 'dangling'));
    await symlink('dangling', join(root, 'chain'));
    for (const path of ['dangling', 'chain', 'dangling/below']) {
      await expect(files.write(path, 'x')).rejects.toMatchObject({ retryable: false });
      await expect(files.append(path, 'x')).rejects.toMatchObject({ retryable: false });
      await expect(files.makeFolder(path)).rejects.toMatchObject({ retryable: false });
      await expect(files.read(path)).rejects.toMatchObject({ retryable: false });
      await expect(files.locate(path)).rejects.toMatchObject({ retryable: false });
    }
    await expectOutsideUntouched();
  });

  test('given a link inside the workspace, then it is followed, for writing too', async () => {
    await files.write('real/file', 'old');
    await symlink('real', join(root, 'folder'));
    await symlink('real/file', join(root, 'link'));
    await files.write('link', 'new');
    await files.append('folder/file', '!');
    expect(await files.readText('real/file')).toBe('new!');
    expect(await readlink(join(root, 'link'))).toBe('real/file');
    expect(await files.locate('link')).toBe(join(await realpath(root), 'real/file'));
    expect(await files.locate('folder/none')).toBe(join(await realpath(root), 'real/none'));
  });

  test('given a folder that is swapped for a link all the while, then nothing outside is read or changed', async () => {
    await files.write('real/secret', 'ours');
    const [real, aside] = [join(root, 'real'), join(root, 'aside')];
    let over = false;
    const swapping = (async () => {
      for (let turn = 0; turn < 150; turn++) {
        await rename(real, aside);
        await symlink(outside, real).catch(() => undefined);
        // What an addition made in the meantime goes too.
        await rm(real, { recursive: true });
        await rename(aside, real);
      }
    })()
      .catch(() => undefined)
      .finally(() => {
        over = true;
      });
    while (!over) {
      const seen = await files.readText('real/secret').catch(() => '');
      expect(seen).not.toContain('others');
      await files.append('real/secret', 'x').catch(() => undefined);
    }
    await swapping;
    await expectOutsideUntouched();
  });

  test('given a workspace that is reached by a link, then its files are its own', async () => {
    const link = join(base, 'link');
    await symlink(root, link);
    const linked = new RootedFiles(link);
    await linked.write('a/b', 'x');
    expect(await linked.readText('a/b')).toBe('x');
    expect(await linked.locate('a/b')).toBe(join(await realpath(root), 'a/b'));
    await expect(linked.read('../outside/secret')).rejects.toMatchObject({ code: 'PATH_REFUSED' });
    await rm(link);
  });
});

describe('effects', () => {
  const traits = { id: 'm.a', module: 'm' };
  test('given an action that only reads, then it reads and cannot write', async () => {
    await files.write('f', 'x');
    const reading = new RootedFiles(root, declared({ ...traits, effects: ['fs:read'] }));
    expect(await reading.readText('f')).toBe('x');
    expect(await reading.list('.')).toHaveLength(1);
    const refusal = { code: 'EFFECT_NOT_DECLARED', retryable: false, details: { effect: 'fs:write' } };
    await expect(reading.write('f', 'y')).rejects.toMatchObject(refusal);
    await expect(reading.append('f', 'y')).rejects.toMatchObject(refusal);
    await expect(reading.makeFolder('d')).rejects.toMatchObject(refusal);
    await expect(reading.remove('f')).rejects.toMatchObject(refusal);
    await expect(reading.copy('f', 'g')).rejects.toMatchObject(refusal);
    await expect(reading.move('f', 'g')).rejects.toMatchObject(refusal);
    expect(await readdir(root)).toEqual(['f']);
  });

  test('given an action that only writes, then it writes and learns nothing', async () => {
    const writing = new RootedFiles(root, declared({ ...traits, effects: ['fs:write'] }));
    await writing.write('f', 'x');
    const refusal = { code: 'EFFECT_NOT_DECLARED', details: { effect: 'fs:read' } };
    await expect(writing.read('f')).rejects.toMatchObject(refusal);
    await expect(writing.stat('f')).rejects.toMatchObject(refusal);
    await expect(writing.list('.')).rejects.toMatchObject(refusal);
  });
});
