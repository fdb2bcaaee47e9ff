import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActionDefinition, failureFrom } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import plugin, { filesystem } from '../src/index.ts';

const { actions } = filesystem;

let base: string;
let workspace: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'codomyrmex-filesystem-'));
  workspace = join(base, 'workspace');
  await mkdir(workspace);
});
afterEach(() => rm(base, { recursive: true, force: true }));

/** What an action of the module gives in the workspace of the test. */
async function run<Input extends z.ZodType, Output extends z.ZodType>(
  action: ActionDefinition<Input, Output>,
  input: z.input<Input>,
): Promise<z.output<Output>> {
  return (await runAction(action, input, { workspace })).output;
}

const failure = async (running: Promise<unknown>) => failureFrom(await running.catch((error: unknown) => error));

/** Files by path and content; a folder ends with a slash. */
async function given(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(workspace, path.endsWith('/') ? path : join(path, '..')), { recursive: true });
    if (!path.endsWith('/')) await writeFile(join(workspace, path), content);
  }
}

const content = (path: string): Promise<string> => readFile(join(workspace, path), 'utf8');

describe('the module', () => {
  test('given its schemas, then each has a JSON Schema and its examples fit', () => {
    expect(plugin).toBe(filesystem);
    for (const action of Object.values(actions)) {
      expect(z.toJSONSchema(action.input, { target: 'draft-7', io: 'input' })).toMatchObject({ type: 'object' });
      expect(z.toJSONSchema(action.output, { target: 'draft-7' })).toMatchObject({ type: 'object' });
      for (const example of action.examples ?? []) expect(action.input.safeParse(example.input).error).toBeUndefined();
    }
    for (const name of Object.values(filesystem.aliases)) expect(Object.keys(actions)).toContain(name);
  });
});

describe('content', () => {
  test('given text, then it is written with its folders, read and added to', async () => {
    const path = 'a/b/note.txt';
    expect(await run(actions.write_file, { path, content: 'grün\n' })).toEqual({ path, bytes: 6, created: true });
    expect(await run(actions.write_file, { path, content: 'rot\n' })).toEqual({ path, bytes: 4, created: false });
    expect(await run(actions.append_file, { path, content: 'blau\n' })).toEqual({ path, bytes: 5 });
    expect(await run(actions.read_file, { path })).toEqual({ path, content: 'rot\nblau\n', bytes: 9 });
    const refused = failure(run(actions.write_file, { path, content: '', overwrite: false }));
    expect(await refused).toMatchObject({ code: 'ALREADY_EXISTS', retryable: false });
  });

  test('given bytes, then they go as base64 both ways and are no text', async () => {
    const bytes = Buffer.from([0, 200, 255, 10]);
    await run(actions.write_file, { path: 'f', content: bytes.toString('base64'), encoding: 'base64' });
    await run(actions.append_file, { path: 'f', content: 'AQ', encoding: 'base64' });
    expect(await readFile(join(workspace, 'f'))).toEqual(Buffer.from([...bytes, 1]));
    const read = await run(actions.read_file, { path: 'f', encoding: 'base64' });
    expect(read).toEqual({ path: 'f', content: Buffer.from([...bytes, 1]).toString('base64'), bytes: 5 });
    expect(await failure(run(actions.read_file, { path: 'f' }))).toMatchObject({
      code: 'INVALID_FILE',
      retryable: false,
    });
    const wrong = failure(run(actions.write_file, { path: 'f', content: 'not base64!', encoding: 'base64' }));
    expect(await wrong).toMatchObject({ code: 'INVALID_PARAMETERS' });
    expect((await stat(join(workspace, 'f'))).size).toBe(5);
  });

  test('given any text, then it is read as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        // Half a pair has no form in UTF-8.
        fc.pre(!/\p{Surrogate}/u.test(text));
        await run(actions.write_file, { path: 'f', content: text });
        expect((await run(actions.read_file, { path: 'f' })).content).toBe(text);
      }),
      { numRuns: 40 },
    );
  });

  test('given a value, then it is written as JSON and read as a value', async () => {
    const value = { a: [1, null, { ü: 'x' }] };
    await run(actions.write_json, { path: 'v.json', value });
    expect(await content('v.json')).toBe(`${JSON.stringify(value, null, 2)}\n`);
    expect(await run(actions.read_json, { path: 'v.json' })).toEqual({ path: 'v.json', value });
    await given({
      'bom.json': '\uFEFF[1]',
      'bad.json': '{"a":',
      'deep.json': '['.repeat(100_000) + ']'.repeat(100_000),
    });
    expect((await run(actions.read_json, { path: 'bom.json' })).value).toEqual([1]);
    expect(await failure(run(actions.read_json, { path: 'bad.json' }))).toMatchObject({ code: 'INVALID_FILE' });
    expect(await failure(run(actions.read_json, { path: 'deep.json' }))).toMatchObject({ retryable: false });
  });

  test('given more than the limit, a folder or nothing, then each is said', async () => {
    await given({ large: 'x'.repeat(11), 'folder/': '' });
    await writeFile(join(workspace, 'huge'), '');
    await truncate(join(workspace, 'huge'), 2 ** 40);
    expect(await failure(run(actions.read_file, { path: 'large', max_bytes: 10 }))).toMatchObject({
      code: 'FILE_TOO_LARGE',
    });
    expect(await failure(run(actions.read_file, { path: 'huge' }))).toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect(await failure(run(actions.checksum, { path: 'huge' }))).toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect(await failure(run(actions.read_file, { path: 'folder' }))).toMatchObject({ code: 'INVALID_PARAMETERS' });
    expect(await failure(run(actions.read_file, { path: 'none' }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('given a text that is replaced, then letter by letter, as often as expected, or nothing is', async () => {
    await given({ f: 'a.b a+b a.b $& a.b' });
    await chmod(join(workspace, 'f'), 0o640);
    const change = { path: 'f', search: 'a.b', replacement: "$&$1$'" };
    expect(await failure(run(actions.replace_in_file, { ...change, expected_count: 2 }))).toMatchObject({
      code: 'UNEXPECTED_COUNT',
      details: { found: 3, expected: 2 },
    });
    expect(await content('f')).toBe('a.b a+b a.b $& a.b');
    expect(await run(actions.replace_in_file, { ...change, expected_count: 3 })).toEqual({
      path: 'f',
      replacements: 3,
    });
    expect(await content('f')).toBe("$&$1$' a+b $&$1$' $& $&$1$'");
    expect((await stat(join(workspace, 'f'))).mode & 0o777).toBe(0o640);
    expect(await run(actions.replace_in_file, { ...change, search: 'none' })).toEqual({ path: 'f', replacements: 0 });
    await given({ many: 'x'.repeat(1_000_000) });
    const bomb = failure(
      run(actions.replace_in_file, { path: 'many', search: 'x', replacement: 'y'.repeat(1_000_000) }),
    );
    expect(await bomb).toMatchObject({ code: 'FILE_TOO_LARGE' });
  });

  test('given a file, then its checksum is told, and another than expected fails', async () => {
    await given({ f: 'hello' });
    const sha1 = createHash('sha1').update('hello').digest('hex');
    expect(await run(actions.checksum, { path: 'f', algorithm: 'sha1', expected: sha1.toUpperCase() })).toEqual({
      path: 'f',
      algorithm: 'sha1',
      checksum: sha1,
      bytes: 5,
    });
    const wrong = failure(run(actions.checksum, { path: 'f', expected: '00' }));
    expect(await wrong).toMatchObject({ code: 'CHECKSUM_MISMATCH', retryable: false });
  });
});

describe('folders', () => {
  const tree = {
    'a/b/c.ts': 'c',
    'a/d.md': 'dd',
    'e.ts': '',
    '.hidden/x.ts': '',
    'node_modules/m/i.ts': '',
    'empty/': '',
  };

  test('given a folder, then its entries come by name, those below after their folder', async () => {
    await given(tree);
    await symlink(base, join(workspace, 'z'));
    const flat = await run(actions.list_directory, {});
    expect(flat.entries.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      '.hidden folder',
      'a folder',
      'e.ts file',
      'empty folder',
      'node_modules folder',
      'z link',
    ]);
    const deep = await run(actions.list_directory, { path: 'a', recursive: true, details: true });
    expect(deep).toMatchObject({
      truncated: false,
      entries: [
        { path: 'b', kind: 'folder' },
        { path: 'b/c.ts', size: 1 },
        { path: 'd.md', size: 2 },
      ],
    });
    expect(Date.parse(deep.entries[1]?.modified_at ?? '')).toBeGreaterThan(Date.now() - 60_000);
    const details = await run(actions.list_directory, { details: true });
    expect(details.entries.at(-1)).toEqual({ path: 'z', name: 'z', kind: 'link' });
  });

  test('given a limit of entries or depth, then the list ends there and says so', async () => {
    await given(tree);
    const short = await run(actions.list_directory, { recursive: true, max_entries: 2 });
    expect(short.truncated).toBe(true);
    expect(short.entries.map(({ path }) => path)).toEqual(['.hidden', '.hidden/x.ts']);
    const exact = await run(actions.list_directory, { path: 'a', recursive: true, max_entries: 3, max_depth: 2 });
    expect(exact.truncated).toBe(false);
    const shallow = await run(actions.list_directory, { path: 'a', recursive: true, max_depth: 1 });
    expect(shallow.entries.map(({ path }) => path)).toEqual(['b', 'd.md']);
  });

  test.each<[string | string[], string[] | undefined, string[]]>([
    ['*.ts', undefined, ['.hidden/x.ts', 'a/b/c.ts', 'e.ts']],
    ['a/**', undefined, ['a/b/c.ts', 'a/d.md']],
    ['a/*', undefined, ['a/d.md']],
    ['**/?.{ts,md}', [], ['.hidden/x.ts', 'a/b/c.ts', 'a/d.md', 'e.ts', 'node_modules/m/i.ts']],
    [['./e.ts', 'a/*/c.*'], undefined, ['a/b/c.ts', 'e.ts']],
    ['**', ['a', '*.ts', '.hidden'], []],
    ['{a/{d,x},e}.{md,ts}', undefined, ['a/d.md', 'e.ts']],
    ['*.TS', undefined, []],
    ['[ace].ts', undefined, []],
  ])('given the pattern %j without %j, then %j are found', async (patterns, exclude, files) => {
    await given(tree);
    const found = await run(actions.find_files, { patterns, ...(exclude !== undefined && { exclude }) });
    expect(found).toEqual({ files, count: files.length, truncated: false });
  });

  test('given a folder to search, then paths are from the workspace; given a limit, then it ends there', async () => {
    await given(tree);
    expect((await run(actions.find_files, { path: 'a', patterns: '*' })).files).toEqual(['a/b/c.ts', 'a/d.md']);
    expect(await run(actions.find_files, { patterns: '*.ts', max_results: 1 })).toEqual({
      files: ['.hidden/x.ts'],
      count: 1,
      truncated: true,
    });
  });

  test('given a pattern made to take forever, then it takes no time, and one of too many choices is refused', async () => {
    await given({ ['a'.repeat(200)]: '', [`${'d/'.repeat(60)}x`]: '' });
    const start = performance.now();
    for (const patterns of [`${'*a'.repeat(200)}b`, `${'**/'.repeat(150)}y`, `${'*/**/'.repeat(90)}y`]) {
      expect((await run(actions.find_files, { patterns })).files).toEqual([]);
    }
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(await failure(run(actions.find_files, { patterns: '{a,b}'.repeat(20) }))).toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
  });

  test('given any pattern of stars and names, then it is as a plain search would have it', async () => {
    const letter = fc.constantFrom('a', 'b', '*', '?');
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 8 });
    await given({ 'f/': '' });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: letter, minLength: 1, maxLength: 8 }), name, async (pattern, file) => {
        await writeFile(join(workspace, 'f', file), '');
        const found = await run(actions.find_files, { path: 'f', patterns: pattern });
        const plain = new RegExp(`^${pattern.replaceAll('*', '[ab]*').replaceAll('?', '[ab]')}$`);
        expect(found.files).toEqual(plain.test(file) || pattern === '**' ? [`f/${file}`] : []);
        await rm(join(workspace, 'f', file));
      }),
      { numRuns: 60 },
    );
  });

  test('given a folder to make, what is there and what is not, then each is told', async () => {
    expect(await run(actions.make_directory, { path: 'a/b' })).toEqual({ path: 'a/b', created: true });
    expect(await run(actions.make_directory, { path: 'a/b' })).toEqual({ path: 'a/b', created: false });
    expect(await run(actions.file_info, { path: 'a/b' })).toMatchObject({ exists: true, kind: 'folder' });
    expect(await run(actions.file_info, { path: 'a/c' })).toEqual({ path: 'a/c', exists: false });
  });
});

describe('copying, moving, deleting', () => {
  test('given a folder, then it is copied with what is in it, without links', async () => {
    await given({ 'src/a/x': '1', 'src/y': '2', 'src/empty/': '' });
    await symlink('/etc/passwd', join(workspace, 'src/link'));
    const copied = await run(actions.copy, { source: 'src', destination: 'out/src' });
    expect(copied).toEqual({ destination: 'out/src', files: 2, folders: 3, left_out: 1 });
    expect((await readdir(join(workspace, 'out/src'))).sort()).toEqual(['a', 'empty', 'y']);
    expect(await content('out/src/a/x')).toBe('1');
    const again = failure(run(actions.copy, { source: 'src', destination: 'out/src' }));
    expect(await again).toMatchObject({ code: 'ALREADY_EXISTS' });
    await run(actions.copy, { source: 'src', destination: 'out/src', overwrite: true });
  });

  test('given a folder that would be copied into itself, by name or by link, then it is refused', async () => {
    await given({ 'src/x': '1' });
    await symlink('src', join(workspace, 'way'));
    for (const destination of ['src', 'src/in', './src/a/b', 'way/in']) {
      expect(await failure(run(actions.copy, { source: 'src', destination }))).toMatchObject({
        code: 'INVALID_PARAMETERS',
      });
    }
    expect(await readdir(join(workspace, 'src'))).toEqual(['x']);
    await run(actions.copy, { source: 'src', destination: 'src2' });
    expect(await content('src2/x')).toBe('1');
  });

  test('given files, then they are copied and moved, over others only when that is said', async () => {
    await given({ a: 'A', b: 'B' });
    const taken = { source: 'a', destination: 'b' };
    expect(await failure(run(actions.copy, taken))).toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await failure(run(actions.move, taken))).toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await run(actions.copy, { source: 'a', destination: 'c/d' })).toMatchObject({ files: 1, folders: 0 });
    await run(actions.move, { source: 'a', destination: 'b', overwrite: true });
    expect(await content('b')).toBe('A');
    expect(await failure(run(actions.move, { source: 'a', destination: 'x' }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await failure(run(actions.copy, { source: 'a', destination: 'x' }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('given what is to go, then it goes, a full folder only when that is said, a link without its target', async () => {
    await given({ 'a/x': '', f: '' });
    await writeFile(join(base, 'outside'), 'stays');
    await symlink(join(base, 'outside'), join(workspace, 'link'));
    await symlink('nowhere', join(workspace, 'dangling'));
    expect(await run(actions.delete, { path: 'f' })).toEqual({ path: 'f', deleted: true });
    expect(await run(actions.delete, { path: 'f' })).toEqual({ path: 'f', deleted: false });
    expect(await run(actions.delete, { path: 'no/such/f' })).toMatchObject({ deleted: false });
    const missing = failure(run(actions.delete, { path: 'f', missing_ok: false }));
    expect(await missing).toMatchObject({ code: 'NOT_FOUND', retryable: false });
    expect(await failure(run(actions.delete, { path: 'a' }))).toMatchObject({ code: 'PATH_REFUSED' });
    expect(await run(actions.delete, { path: './a/', recursive: true })).toMatchObject({ deleted: true });
    expect(await run(actions.delete, { path: 'link' })).toMatchObject({ deleted: true });
    expect(await run(actions.delete, { path: 'dangling' })).toMatchObject({ deleted: true });
    expect(await readdir(workspace)).toEqual([]);
    expect(await readFile(join(base, 'outside'), 'utf8')).toBe('stays');
  });
});

describe('what lies outside', () => {
  const paths = ['..', '../outside/f', '/etc/passwd', 'out/f', 'out', 'a\0b'];
  const ways: readonly [string, (path: string) => Promise<unknown>][] = [
    ['read_file', (path) => run(actions.read_file, { path })],
    ['read_json', (path) => run(actions.read_json, { path })],
    ['write_file', (path) => run(actions.write_file, { path, content: 'x' })],
    ['write_json', (path) => run(actions.write_json, { path, value: 1 })],
    ['append_file', (path) => run(actions.append_file, { path, content: 'x' })],
    ['replace_in_file', (path) => run(actions.replace_in_file, { path, search: 'a', replacement: 'b' })],
    ['list_directory', (path) => run(actions.list_directory, { path })],
    ['find_files', (path) => run(actions.find_files, { path, patterns: '*' })],
    ['file_info', (path) => run(actions.file_info, { path })],
    ['checksum', (path) => run(actions.checksum, { path })],
    ['copy from', (path) => run(actions.copy, { source: path, destination: 'copied' })],
    ['copy to', (path) => run(actions.copy, { source: 'source', destination: `${path}/x` })],
    ['move from', (path) => run(actions.move, { source: `${path}/f`, destination: 'moved' })],
    ['move to', (path) => run(actions.move, { source: 'source', destination: `${path}/x` })],
    ['delete', (path) => run(actions.delete, { path: `${path}/f`, recursive: true })],
    ['make_directory', (path) => run(actions.make_directory, { path: `${path}/x` })],
  ];
  test.each(ways)(
    'given a path that leaves the workspace, then %s refuses it and nothing outside is touched',
    async (_, act) => {
      const outside = join(base, 'outside');
      await mkdir(outside);
      await writeFile(join(outside, 'f'), 'of others');
      await symlink(outside, join(workspace, 'out'));
      await given({ source: 'x' });
      for (const path of paths)
        expect(await failure(act(path))).toMatchObject({ code: 'PATH_REFUSED', retryable: false });
      expect((await readdir(workspace)).sort()).toEqual(['out', 'source']);
      expect(await readdir(outside)).toEqual(['f']);
      expect(await readFile(join(outside, 'f'), 'utf8')).toBe('of others');
    },
  );
});
