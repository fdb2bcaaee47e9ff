import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type WalkedFolder, type WalkOptions, walkFiles, walkFolders } from '@codomyrmex/source-files';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, test } from 'vitest';
import { allOf } from './all-of.ts';

async function walked(root: string, options: WalkOptions = {}) {
  const skipped: string[] = [];
  const skip = (path: string, reason: string) => skipped.push(`${reason} ${path}`);
  const files = await allOf(walkFiles(root, { ...options, skip }));
  return { files, skipped };
}

test('given folders and files, when they are walked, then each folder comes before those in it and in order of names', async () => {
  const root = await projectFolder({ 'b/d.ts': '', 'b/c/e.ts': '', 'b.ts': '', 'B/f.ts': '', a: '', 'ä.ts': '' });
  expect((await walked(root)).files).toEqual(['a', 'b.ts', 'ä.ts', 'B/f.ts', 'b/d.ts', 'b/c/e.ts']);
  expect(await allOf(walkFolders(root))).toEqual<WalkedFolder[]>([
    { path: '', depth: 0, files: ['a', 'b.ts', 'ä.ts'], folders: ['B', 'b'] },
    { path: 'B', depth: 1, files: ['B/f.ts'], folders: [] },
    { path: 'b', depth: 1, files: ['b/d.ts'], folders: ['b/c'] },
    { path: 'b/c', depth: 2, files: ['b/c/e.ts'], folders: [] },
  ]);
});

test('given links out of the folder, into it and to nothing, when it is walked, then none is followed', async () => {
  const outside = await projectFolder({ 'secret.ts': '' });
  const root = await projectFolder({ 'a.ts': '' });
  await symlink(outside, join(root, 'out'));
  await symlink(join(outside, 'secret.ts'), join(root, 'secret.ts'));
  await symlink('..', join(root, 'loop'));
  await symlink('nowhere', join(root, 'dangling.ts'));
  expect(await walked(root)).toEqual({
    files: ['a.ts'],
    skipped: ['link dangling.ts', 'link loop', 'link out', 'link secret.ts'],
  });
});

test('given folders of tools, when they are walked, then they are left out unless everything is asked for', async () => {
  const root = await projectFolder({
    '.git/HEAD': '',
    'node_modules/x/index.js': '',
    'a/__pycache__/x.pyc': '',
    'environment/pyvenv.cfg': '',
    'environment/lib/x.py': '',
    'submodule/.git': 'gitdir: ../.git/modules/submodule\n',
    'submodule/x.ts': '',
    '.gitignore': 'x.ts\n',
  });
  expect(await walked(root)).toEqual({
    files: ['.gitignore', 'submodule/x.ts'],
    skipped: [
      'tool_folder .git',
      'tool_folder node_modules',
      'tool_folder a/__pycache__',
      'tool_folder environment',
      'tool_folder submodule/.git',
    ],
  });
  expect(await walked(root, { obeysIgnores: false })).toEqual({
    files: [
      '.gitignore',
      'a/__pycache__/x.pyc',
      'environment/pyvenv.cfg',
      'environment/lib/x.py',
      'node_modules/x/index.js',
      'submodule/x.ts',
    ],
    skipped: ['tool_folder .git', 'tool_folder submodule/.git'],
  });
});

test('given a caller that leaves out by reasons of its own, when it walks, then it is told them', async () => {
  const root = await projectFolder({ 'dist/a.js': '', 'src/a.ts': '', 'src/a.min.js': '', 'node_modules/a.js': '' });
  const skipped: string[] = [];
  const files = walkFiles<'built' | 'minified'>(root, {
    leaveOut: (path, kind) => {
      if (kind === 'folder') return path === 'dist' || path === 'node_modules' ? 'built' : undefined;
      return path.endsWith('.min.js') ? 'minified' : undefined;
    },
    skip: (path, reason) => skipped.push(`${reason} ${path}`),
  });
  expect(await allOf(files)).toEqual(['src/a.ts']);
  expect(skipped).toEqual(['built dist', 'built node_modules', 'minified src/a.min.js']);
});

describe('bounds', () => {
  test('given folders within folders to a depth of 200, when they are walked, then the walk ends and says where', async () => {
    const root = await projectFolder({ 'a.ts': '' });
    await mkdir(join(root, Array.from({ length: 200 }, () => 'd').join('/')), { recursive: true });
    const { files, skipped } = await walked(root);
    expect(files).toEqual(['a.ts']);
    expect(skipped).toEqual([`too_deep ${Array.from({ length: 101 }, () => 'd').join('/')}`]);
  });

  test('given a depth of 0, when a folder is walked, then only what lies right in it is given', async () => {
    const root = await projectFolder({ 'a.ts': '', 'b/c.ts': '' });
    expect(await walked(root, { maxDepth: 0 })).toEqual({ files: ['a.ts'], skipped: ['too_deep b'] });
  });

  test('given more entries than may be looked at, when they are walked, then the walk says what it left', async () => {
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`a/${index}`, '']));
    const root = await projectFolder({ ...many, 'b/x': '', 'c/x': '' });
    const folder = await walked(root, { maxFolderEntries: 4 });
    expect(folder.files).toHaveLength(6);
    expect(folder.skipped).toEqual(['folder_too_large a']);
    const all = await walked(root, { maxEntries: 8 });
    expect(all.files).toHaveLength(5);
    expect(all.skipped).toEqual(['too_many_entries a', 'too_many_entries b', 'too_many_entries c']);
  });
});

test('given a pipe, when it is walked, then it is left out', async () => {
  const root = await projectFolder({ 'a.ts': '' });
  execFileSync('mkfifo', [join(root, 'pipe')]);
  expect(await walked(root)).toEqual({ files: ['a.ts'], skipped: ['not_a_file pipe'] });
});

test('given a folder that may not be read, when it is walked, then it is left out with its reason', async ({
  skip,
}) => {
  if (process.getuid?.() === 0) skip('root may read everything');
  const root = await projectFolder({ 'a.ts': '', 'closed/b.ts': '' });
  await chmod(join(root, 'closed'), 0);
  expect(await walked(root)).toEqual({ files: ['a.ts'], skipped: ['unreadable closed'] });
  await chmod(join(root, 'closed'), 0o700);
});

test('given a folder that goes away during the walk, when its turn comes, then the walk goes on', async () => {
  const root = await projectFolder({ 'a/x': '', 'b/x': '', 'c/x': '' });
  const skipped: string[] = [];
  const files: string[] = [];
  for await (const path of walkFiles(root, { skip: (at, reason) => skipped.push(`${reason} ${at}`) })) {
    files.push(path);
    if (path === 'a/x') await rm(join(root, 'b'), { recursive: true });
  }
  expect(files).toEqual(['a/x', 'c/x']);
  expect(skipped).toEqual(['unreadable b']);
});

test('given a root that is not there, when it is walked, then there is nothing, and a word about it', async () => {
  const root = await projectFolder();
  expect(await walked(join(root, 'nowhere'))).toEqual({ files: [], skipped: ['unreadable .'] });
});

test('given a signal, when it is aborted before or during the walk, then the walk ends with its reason', async () => {
  const root = await projectFolder({ 'a/x': '', 'b/x': '' });
  const reason = new Error('enough');
  await expect(walked(root, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  const seen: string[] = [];
  const walking = (async () => {
    for await (const path of walkFiles(root, { signal: controller.signal })) {
      seen.push(path);
      controller.abort(reason);
    }
  })();
  await expect(walking).rejects.toBe(reason);
  expect(seen).toEqual(['a/x']);
});

test('given a walk that takes long, when it goes on, then others of the thread get their turn meanwhile', async () => {
  const root = await projectFolder(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}`, ''])));
  let isOver = false;
  const turn = new Promise<boolean>((resolve) => setImmediate(() => resolve(isOver)));
  const leaveOut = (): undefined => {
    const end = performance.now() + 5;
    while (performance.now() < end);
  };
  const files = await allOf(walkFiles(root, { leaveOut }));
  isOver = true;
  expect(files).toHaveLength(20);
  expect(await turn).toBe(false);
});
