import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { taskArtifacts } from '../src/effects/artifacts.ts';

let base: string;
let folder: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'codomyrmex-artifacts-'));
  folder = join(base, 'runs');
});
afterEach(() => rm(base, { recursive: true, force: true }));

describe('artifacts', () => {
  test('given a name with folders, then the file stands below the task and can be replaced', async () => {
    const artifacts = taskArtifacts(folder, 'r1', 'chart');
    const path = await artifacts.write('charts/by-rule.svg', '<svg/>');
    expect(path).toBe(join(folder, 'r1', 'artifacts', 'chart', 'charts', 'by-rule.svg'));
    expect(await artifacts.write('charts/by-rule.svg', new Uint8Array([0, 255]))).toBe(path);
    expect(await readFile(path)).toEqual(Buffer.from([0, 255]));
    expect(await readdir(join(await artifacts.folder(), 'charts'))).toEqual(['by-rule.svg']);
  });

  test('given no use, then no folder is made', async () => {
    taskArtifacts(folder, 'r1', 'chart');
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });

  test.each([
    '',
    '.',
    '..',
    '/etc/passwd',
    '../../.bashrc',
    'a/../../b',
    'a/..',
    'a//b',
    'a/',
    './a',
    'a\0b',
    'C:\\x',
    'C:x',
    '..\\..\\x',
    '\\\\host\\share',
    'x'.repeat(1_025),
  ])('given the name %j, then it is refused before anything is written', async (name) => {
    await expect(taskArtifacts(folder, 'r1', 'chart').write(name, 'x')).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
      retryable: false,
    });
    expect(await readdir(base)).toEqual([]);
  });

  test('given any name, then what is written lies below the folder or is refused', async () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', 'a', '~', 'C:', '\\', '%2e%2e'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const artifacts = taskArtifacts(folder, 'r1', 'chart');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (parts) => {
        await artifacts.write(parts.join('/'), 'x').catch((error: unknown) => expect(error).toBeInstanceOf(Error));
        expect((await readdir(base)).filter((name) => name !== 'runs')).toEqual([]);
      }),
    );
  });

  test('given a link among the folders, then nothing is written through it', async () => {
    const artifacts = taskArtifacts(folder, 'r1', 'chart');
    const outside = join(base, 'outside');
    await mkdir(outside);
    await symlink(outside, join(await artifacts.folder(), 'out'));
    await symlink(join(base, 'later'), join(await artifacts.folder(), 'dangling'));
    for (const name of ['out/x', 'dangling/x', 'out/deep/x']) {
      await expect(artifacts.write(name, 'x')).rejects.toThrow('is a link, not a folder');
    }
    expect(await readdir(outside)).toEqual([]);
    expect(await readdir(base)).not.toContain('later');
  });

  test('given a link in the place of the file, then the link is replaced and its target untouched', async () => {
    const artifacts = taskArtifacts(folder, 'r1', 'chart');
    const target = join(base, 'target');
    await writeFile(target, 'old');
    const link = join(await artifacts.folder(), 'report.txt');
    await symlink(target, link);
    await artifacts.write('report.txt', 'new');
    expect(await readFile(target, 'utf8')).toBe('old');
    await expect(readlink(link)).rejects.toThrow('EINVAL');
  });

  test('given a file or folder in the way, then that is a failure and no temporary file is left', async () => {
    const artifacts = taskArtifacts(folder, 'r1', 'chart');
    await artifacts.write('a', 'file');
    await artifacts.write('d/x', 'file');
    await expect(artifacts.write('a/b', 'x')).rejects.toThrow('is a file, not a folder');
    await expect(artifacts.write('d', 'x')).rejects.toMatchObject({ code: 'EISDIR' });
    expect((await readdir(await artifacts.folder())).sort()).toEqual(['a', 'd']);
  });

  test('given twenty writers of one name, then one whole content wins', async () => {
    const artifacts = taskArtifacts(folder, 'r1', 'chart');
    const contents = Array.from({ length: 20 }, (_, n) => String(n % 10).repeat(100_000));
    await Promise.all(contents.map((content) => artifacts.write('same', content)));
    expect(contents).toContain(await readFile(join(await artifacts.folder(), 'same'), 'utf8'));
    expect(await readdir(await artifacts.folder())).toEqual(['same']);
  });
});
