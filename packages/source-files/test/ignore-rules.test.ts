import { spawnSync } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreRulesIn, walkFiles } from '@codomyrmex/source-files';
import { projectFolder, writeFiles } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allOf } from './all-of.ts';

function git(folder: string, ...parameters: readonly string[]): string {
  const environment = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    XDG_CONFIG_HOME: folder,
  };
  const { status, stdout, stderr } = spawnSync('git', ['-C', folder, ...parameters], { env: environment });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout.toString();
}

async function repository(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await projectFolder(files);
  git(folder, 'init', '-q');
  return folder;
}

const untracked = (folder: string): readonly string[] =>
  git(folder, 'ls-files', '-z', '--others', '--exclude-standard').split('\0').filter(Boolean).toSorted();

async function walked(folder: string): Promise<readonly string[]> {
  return (await allOf(walkFiles(folder))).toSorted();
}

const names = [
  'a',
  'b',
  'ab',
  'ba',
  'abc',
  'a.b',
  'A',
  'aB',
  'é',
  'a b',
  'a ',
  '!a',
  '#a',
  '[a',
  'a]',
  '*',
  'a-',
  '\\',
  '.a',
];
const folders = ['', 'ad/', 'ad/b/', 'ad/b/a/', 'b/', 'é/', '[a]/', 'a.b c/', 'ad/x y/ab/'];
const tree = folders.flatMap((folder) => names.map((name) => `${folder}f${name}`));
const letters = 'a b f ab A ad bd . é - ] ! #'.split(' ');
const stars = '* ** *** ? / **/ /** */ f* f?'.split(' ');
const sets = '[ab] [!a] [^b] [a-c] []a] [a-] [b-a] [A-C] [/] [é] [\\]] [a\\-c] [a ['.split(' ');
const classes = '[[:alpha:]] [[:upper:]] [[:space:]] [[:punct:]] [[:x:]] [[:alpha:]b [a[:b]'.split(' ');
const escapes = '\\a \\* \\ \\/ \\! \\#'.split(' ');
const parts = [letters, stars, sets, classes, escapes, [' ', '  ', '\\ ', '\t']].flat();
const rule = fc
  .tuple(
    fc.constantFrom('', '', '!', '/'),
    fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '', '/'),
  )
  .map(([before, middle, after]) => `${before}${middle.join('')}${after}`);
const rules = fc.array(rule, { maxLength: 4 });

test('given any rules in a work tree, when it is walked, then the files are those that git lists as untracked', async () => {
  const root = await repository(Object.fromEntries(tree.map((path) => [path, ''])));
  const property = fc.asyncProperty(
    fc.record({ top: rules, inner: rules, innermost: rules, excluded: rules, end: fc.constantFrom('\n', '\r\n') }),
    async ({ top, inner, innermost, excluded, end }) => {
      await writeFiles(root, {
        '.gitignore': top.join(end),
        'ad/.gitignore': inner.join(end),
        'ad/b/.gitignore': innermost.join(end),
        '.git/info/exclude': excluded.join(end),
      });
      expect(await walked(root)).toEqual(untracked(root));
    },
  );
  await fc.assert(property, { numRuns: 50 });
});

test('given any rules above, when a folder below is walked, then the files are those that git lists there', async () => {
  const root = await repository(Object.fromEntries(tree.map((path) => [path, ''])));
  const property = fc.asyncProperty(rules, rules, async (top, inner) => {
    await writeFiles(root, { '.gitignore': top.join('\n'), 'ad/.gitignore': inner.join('\n') });
    const folder = join(root, 'ad', 'b');
    // An ignored folder is walked when it is asked for.
    fc.pre(untracked(root).some((path) => path.startsWith('ad/b/')));
    expect(await walked(folder)).toEqual(untracked(folder));
  });
  await fc.assert(property, { numRuns: 15 });
});

test('given a folder included again within one of ignored names, when it is walked, then git is followed to the file', async () => {
  const root = await repository({
    '.gitignore': 'b*\n',
    'ad/.gitignore': '!**/\n',
    'ad/q/file': '',
    'ad/q/bfile': '',
    'ad/b/file': '',
    'b/file': '',
  });
  expect(await walked(root)).toEqual(['.gitignore', 'ad/.gitignore', 'ad/b/file', 'ad/q/file']);
  expect(await walked(root)).toEqual(untracked(root));
});

test('given rules made to be slow, when names of 250 letters are held against them, then it takes no time', async () => {
  const name = 'a'.repeat(250);
  const slow = ['*a'.repeat(60), `${'**/*a'.repeat(30)}`, `x${'?*'.repeat(100)}`, `${'[a-z]*'.repeat(40)}b`];
  const folder = await projectFolder({ '.gitignore': slow.map((pattern) => `${pattern}b`).join('\n'), [name]: '' });
  const begin = performance.now();
  expect(await walked(folder)).toEqual(['.gitignore', name]);
  expect(performance.now() - begin).toBeLessThan(2_000);
});

test('given a work tree within another, when the outer one is walked, then the rules outside do not hold in the inner', async () => {
  const root = await repository({ '.gitignore': '*.log\n', 'a.log': '', 'inner/a.log': '', 'inner/b/a.log': '' });
  await writeFiles(root, { 'inner/.gitignore': '/b/\n' });
  git(join(root, 'inner'), 'init', '-q');
  expect(await walked(root)).toEqual(['.gitignore', 'inner/.gitignore', 'inner/a.log']);
  expect(await walked(join(root, 'inner'))).toEqual(untracked(join(root, 'inner')));
});

test('given a .gitignore that is a link or too large, when its folder is walked, then it is passed over', async () => {
  const outside = await projectFolder({ rules: 'a.txt\n' });
  const linked = await projectFolder({ 'a.txt': '' });
  await symlink(join(outside, 'rules'), join(linked, '.gitignore'));
  expect(await walked(linked)).toEqual(['a.txt']);

  const large = await projectFolder({ 'sub/a.txt': '' });
  await writeFile(join(large, 'sub', '.gitignore'), `a.txt\n${'#'.repeat(256 * 1024)}`);
  const skipped: string[] = [];
  const skip = (path: string, reason: string) => skipped.push(`${reason} ${path}`);
  expect(await allOf(walkFiles(large, { skip }))).toEqual(['sub/.gitignore', 'sub/a.txt']);
  expect(skipped).toEqual(['rules_too_large sub/.gitignore']);
});

test('given an ignored folder that is asked for by name, when it is walked, then only its own rules hold', async () => {
  const root = await repository({
    '.gitignore': 'dist/\n*.map\n',
    'dist/sub/.gitignore': 'c.js\n',
    'dist/sub/a.js': '',
    'dist/sub/b.map': '',
    'dist/sub/c.js': '',
  });
  expect(await walked(join(root, 'dist', 'sub'))).toEqual(['.gitignore', 'a.js', 'b.map']);
});

test('given the rules of a folder, when they are asked for a path, then folders around it count', async () => {
  const root = await repository({ '.gitignore': 'out/\n*.log\n!keep.log\n', 'packages/.gitignore': '/made\n' });
  const rules = await ignoreRulesIn(join(root, 'packages'));
  const asked = (path: string, kind: 'file' | 'folder') => rules.ignores(path, kind);
  expect(asked('out', 'file')).toBe(false);
  expect(asked('out', 'folder')).toBe(true);
  expect(asked('a/out/b.ts', 'file')).toBe(true);
  expect(asked('a/b.log', 'file')).toBe(true);
  expect(asked('a/keep.log', 'file')).toBe(false);
  expect(asked('made', 'folder')).toBe(true);
  expect(asked('a/made', 'folder')).toBe(false);
  expect((await ignoreRulesIn(root)).ignores('packages/made', 'folder')).toBe(false);
});
