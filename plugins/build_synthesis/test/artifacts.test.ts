import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runAction } from '@codomyrmex/testing';
import { projectFolder, writeFiles } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { packTar } from 'modern-tar';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { buildSynthesis } from '../src/index.ts';
import { failure } from './failure.ts';

const {
  synthesize_build_artifact: synthesize,
  validate_build_output: validate,
  create_build_manifest: create,
  incremental_build_check: changed,
} = buildSynthesis.actions;

const made = async (workspace: string, input: z.input<typeof synthesize.input>) =>
  (await runAction(synthesize, input, { workspace })).output;
const judged = async (workspace: string, input: z.input<typeof validate.input>) =>
  (await runAction(validate, input, { workspace })).output;

describe('an artifact', () => {
  const files = {
    'src/b.txt': 'b',
    'src/a/run.sh': '#!/bin/sh\n',
    'src/node_modules/x/i.js': 'x',
    [`src/${'long'.repeat(40)}/f`]: 'f',
  };

  test('given a folder, then tar reads the archive, without what is left out, and sha256sum its checksum', async () => {
    const workspace = await projectFolder(files);
    await symlink('/etc/passwd', join(workspace, 'src/link'));
    const output = await made(workspace, { source_path: 'src', output_path: 'dist/src.tar.gz' });
    expect(output).toMatchObject({ files: 3, passed_over: ['link'], artifact_type: 'archive' });
    const listed = execFileSync('tar', ['-tzvf', 'dist/src.tar.gz'], { cwd: workspace, encoding: 'utf8' });
    const lines = listed.trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ').at(-1))).toEqual(['a/run.sh', 'b.txt', `${'long'.repeat(40)}/f`]);
    expect(lines.map((line) => line.slice(0, 10))).toEqual(['-rwxr-xr-x', '-rw-r--r--', '-rw-r--r--']);
    const bytes = await readFile(join(workspace, 'dist/src.tar.gz'));
    expect(output.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await readFile(join(workspace, 'dist/src.tar.gz.sha256'), 'utf8')).toBe(`${output.sha256}  src.tar.gz\n`);
    expect(await judged(workspace, { output_path: 'dist/src.tar.gz' })).toMatchObject({ valid: true, problems: [] });
  });

  test('given the same files made at another time and in another order, then the bytes are the same', async () => {
    const digests: string[] = [];
    for (const entries of [Object.entries(files), Object.entries(files).toReversed()]) {
      const workspace = await projectFolder(Object.fromEntries(entries));
      await utimes(join(workspace, 'src/b.txt'), digests.length * 1e6, digests.length * 1e6);
      const asked = { source_path: 'src', output_path: 'src/out.tar.gz' };
      digests.push((await made(workspace, asked)).sha256);
      // Made again into the folder that it is made of, it still does not hold itself.
      digests.push((await made(workspace, asked)).sha256);
      digests.push((await made(workspace, { ...asked, output_path: join(workspace, 'src/out.tar.gz') })).sha256);
    }
    expect(new Set(digests).size).toBe(1);
  });

  test('given a file to copy, then it is copied with its checksum', async () => {
    const workspace = await projectFolder({ 'build/app': 'binary' });
    const asked = { source_path: 'build/app', output_path: 'release/app', artifact_type: 'copy' } as const;
    expect(await made(workspace, asked)).toMatchObject({ files: 1, bytes: 6 });
    expect(await readFile(join(workspace, 'release/app'), 'utf8')).toBe('binary');
  });

  test.each([
    [{ source_path: 'none', output_path: 'x' }, 'PATH_NOT_FOUND'],
    [{ source_path: 'src', output_path: 'x', artifact_type: 'copy' }, 'INVALID_PARAMETERS'],
    [{ source_path: 'src', output_path: 'x', artifact_type: 'executable' }, 'INVALID_PARAMETERS'],
    [{ source_path: '../', output_path: 'x' }, 'PATH_REFUSED'],
    [{ source_path: 'link', output_path: 'x' }, 'PATH_REFUSED'],
    [{ source_path: 'src', output_path: 'link/tmp/x' }, 'PATH_REFUSED'],
    [{ source_path: 'src', output_path: '/tmp/x' }, 'PATH_REFUSED'],
    [
      { source_path: 'src', output_path: 'x', exclude: ['b.txt', 'a', 'node_modules', 'long'.repeat(40)] },
      'NOTHING_TO_ARCHIVE',
    ],
  ])('given %j, then it is %s', async (input, code) => {
    const workspace = await projectFolder(files);
    await symlink('/', join(workspace, 'link'));
    // Wrong on purpose: the schema is what refuses it.
    expect(await failure(made(workspace, input as Parameters<typeof made>[1]))).toMatchObject({ code });
  });
});

describe('what was built', () => {
  test.each([
    ['a damaged archive', 'a.tar.gz', Buffer.from('no gzip'), /cannot be read as tar\.gz/],
    ['an archive cut short', 'a.tgz', gzipSync(Buffer.alloc(4_096, 1)).subarray(0, -8), /cannot be read/],
    ['an empty file', 'a.bin', Buffer.alloc(0), /it is empty/],
  ])('given %s, then it is not valid', async (_name, name, content, problem) => {
    const workspace = await projectFolder();
    await writeFile(join(workspace, name), content);
    const { valid, problems } = await judged(workspace, { output_path: name });
    expect([valid, problems.join('; ')]).toEqual([false, expect.stringMatching(problem)]);
  });

  test('given an archive whose entries lead out of it, then each is named', async () => {
    const workspace = await projectFolder();
    const entry = (name: string) => ({ header: { name, size: 1 }, body: 'x' });
    const link = { header: { name: 'l', size: 0, type: 'symlink', linkname: '/etc' } as const };
    const archive = await packTar([entry('good'), entry('../../up'), entry('/top'), link]);
    await writeFile(join(workspace, 'a.tar.gz'), gzipSync(archive));
    const { problems } = await judged(workspace, { output_path: 'a.tar.gz' });
    expect(problems).toEqual(['../../up', '/top', 'l'].map((name) => expect.stringContaining(`"${name}"`)));
  });

  test('given an archive that unpacks to more than there may be, then it is not valid', async () => {
    const workspace = await projectFolder();
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    await writeFile(join(workspace, 'bomb.tar.gz'), Buffer.concat(Array.from({ length: 9 }, () => bomb)));
    const { problems } = await judged(workspace, { output_path: 'bomb.tar.gz' });
    expect(problems[0]).toMatch(/unpacks to more than|cannot be read/);
  });

  test('given a file changed after its checksum was written, then it is not valid, and with check the step fails', async () => {
    const workspace = await projectFolder({ app: '1' });
    const { sha256 } = await made(workspace, { source_path: 'app', output_path: 'out', artifact_type: 'copy' });
    expect(await judged(workspace, { output_path: 'out', expected_sha256: sha256 })).toMatchObject({
      valid: true,
      sha256,
    });
    await writeFiles(workspace, { out: '2' });
    const asked = { output_path: 'out', expected_sha256: sha256 };
    expect((await judged(workspace, asked)).problems).toHaveLength(2);
    expect(await failure(judged(workspace, { ...asked, check: true }))).toMatchObject({ code: 'INVALID_BUILD_OUTPUT' });
    expect(await judged(workspace, { output_path: 'gone' })).toMatchObject({ valid: false, kind: 'missing' });
  });

  test('given a folder and its manifest, then what is missing, changed or new is named', async () => {
    const workspace = await projectFolder({ 'dist/a': '1', 'dist/b': '2' });
    await runAction(create, { source_path: 'dist', manifest_path: 'm.json', exclude: [] }, { workspace });
    const asked = { output_path: 'dist', manifest_path: 'm.json' };
    expect(await judged(workspace, asked)).toMatchObject({ valid: true, files: 2, bytes: 2 });
    await rm(join(workspace, 'dist/a'));
    await writeFiles(workspace, { 'dist/b': 'x', 'dist/c': '' });
    const { problems } = await judged(workspace, asked);
    expect(problems).toEqual(['"a" is missing', '"b" has another content', '"c" is not in the manifest']);
    await mkdir(join(workspace, 'empty'));
    expect(await judged(workspace, { output_path: 'empty' })).toMatchObject({
      valid: false,
      problems: ['it has no files'],
    });
  });
});

describe('changes since a build', () => {
  const check = async (workspace: string) => (await runAction(changed, {}, { workspace })).output;
  const write = async (workspace: string) => (await runAction(create, {}, { workspace })).output;

  test('given any files and any changes, then exactly these are told, and after a new manifest none', async () => {
    const content = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}(?:\/[x-z])?$/), fc.string({ maxLength: 3 }), {
      maxKeys: 5,
    });
    const flat = content.filter((files) =>
      Object.keys(files).every(
        (name) => !Object.hasOwn(files, name.split('/')[0] === name ? '' : (name.split('/')[0] ?? '')),
      ),
    );
    await fc.assert(
      fc.asyncProperty(flat, flat, async (before, after) => {
        const workspace = await projectFolder(before);
        await write(workspace);
        for (const name of Object.keys(before))
          await rm(join(workspace, name.split('/')[0] ?? name), { recursive: true, force: true });
        await writeFiles(workspace, after);
        const names = (all: object, keep: (name: string) => boolean) => Object.keys(all).filter(keep).toSorted();
        const output = await check(workspace);
        expect(output).toMatchObject({
          added: names(after, (name) => !Object.hasOwn(before, name)),
          removed: names(before, (name) => !Object.hasOwn(after, name)),
          changed: names(after, (name) => Object.hasOwn(before, name) && before[name] !== after[name]),
        });
        expect(output.needs_build).toBe(output.added.length + output.removed.length + output.changed.length > 0);
        await write(workspace);
        expect(await check(workspace)).toMatchObject({ needs_build: false });
      }),
      { numRuns: 25 },
    );
  });

  test('given no manifest, then a build is needed; given the same files twice, then manifests are the same', async () => {
    const workspace = await projectFolder({ a: '1' });
    expect(await check(workspace)).toMatchObject({ needs_build: true, reason: 'there is no manifest', added: ['a'] });
    const first = await write(workspace);
    const text = await readFile(join(workspace, 'build-manifest.json'), 'utf8');
    await utimes(join(workspace, 'a'), 1, 1);
    expect(await write(workspace)).toEqual(first);
    expect(await readFile(join(workspace, 'build-manifest.json'), 'utf8')).toBe(text);
  });

  test.each(['', '{}', '{"manifest_version":2,"digest":"x","files":[]}', 'null', '['.repeat(5_000)])(
    'given a manifest that is none (%#), then it is refused, not guessed at',
    async (text) => {
      const workspace = await projectFolder({ 'build-manifest.json': text });
      expect(await failure(check(workspace))).toMatchObject({ code: 'INVALID_MANIFEST', retryable: false });
    },
  );

  test('given a manifest whose digest is not that of its files, then it is refused', async () => {
    const workspace = await projectFolder({ a: '1' });
    await write(workspace);
    const path = join(workspace, 'build-manifest.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"bytes": 1', '"bytes": 2').replace('"a"', '"b"'));
    expect(await failure(check(workspace))).toMatchObject({ code: 'INVALID_MANIFEST' });
  });
});
