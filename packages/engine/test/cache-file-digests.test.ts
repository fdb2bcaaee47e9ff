import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileDigest, FileDigests } from '../src/cache/file-digests.ts';
import { fileMark } from '../src/cache/file-mark.ts';
import { keepDigests, keptDigests } from '../src/cache/kept-digests.ts';

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'file-digests-'));
  data = join(folder, 'data');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
const file = (name: string): string => join(folder, name);
const kept = (): string => join(data, 'cache', 'digests');

/** As a process that begins so many milliseconds from now; what it learns is kept when it ends. */
async function digestOf(path: string, laterMs = 0): Promise<FileDigest> {
  const digests = new FileDigests({ dataFolder: data, now: () => Date.now() + laterMs });
  const digest = await digests.of(path);
  await digests.close();
  return digest;
}

/** As one that looked the same would be known, so that it shows whether it is read. */
const knownAsAnother = async (path: string): Promise<void> => {
  const mark = fileMark(statSync(path, { bigint: true }));
  await keepDigests(data, new Map([[path, { mark, digest: sha256('another') }]]));
};

describe('digests of files', () => {
  it('given small and large files, folders, links and nothing, then each is told as what it is', async () => {
    const large = Buffer.alloc(3_000_000, 'x');
    writeFileSync(file('small'), 'small');
    writeFileSync(file('large'), large);
    symlinkSync(file('large'), file('link'));
    symlinkSync(folder, file('to_folder'));
    expect(await digestOf(file('small'))).toEqual({ kind: 'file', isExecutable: false, digest: sha256('small') });
    expect(await digestOf(file('large'))).toEqual({ kind: 'file', isExecutable: false, digest: sha256(large) });
    expect(await digestOf(file('link'))).toEqual({ kind: 'file', isExecutable: false, digest: sha256(large) });
    expect(await digestOf(file('to_folder'))).toEqual({ kind: 'folder' });
    expect(await digestOf(file('none'))).toEqual({ kind: 'nothing' });
  });

  it('given a file that was just written, then nothing is kept of it: a further change could look the same', async () => {
    writeFileSync(file('a'), 'new');
    await digestOf(file('a'));
    expect(keptDigests(data).size).toBe(0);
    await digestOf(file('a'), -60_000);
    expect(keptDigests(data).size).toBe(0);
    await digestOf(file('a'), 60_000);
    expect(keptDigests(data).get(file('a'))?.digest).toBe(sha256('new'));
  });

  it('given what another process knew, then a file that looks as it did is not read, and one that was changed is', async () => {
    writeFileSync(file('a'), 'old');
    await knownAsAnother(file('a'));
    expect(await digestOf(file('a'))).toEqual({ kind: 'file', isExecutable: false, digest: sha256('another') });
    const before = statSync(file('a'), { bigint: true });
    const { atime, mtime } = statSync(file('a'));
    // As large as before, and dated back; later than before by the clock of the file system, which goes in steps.
    do {
      writeFileSync(file('a'), 'new');
      utimesSync(file('a'), atime, mtime);
    } while (statSync(file('a'), { bigint: true }).ctimeNs === before.ctimeNs);
    expect(await digestOf(file('a'))).toEqual({ kind: 'file', isExecutable: false, digest: sha256('new') });
    await knownAsAnother(file('a'));
    writeFileSync(file('b'), 'old');
    renameSync(file('b'), file('a'));
    expect(await digestOf(file('a'))).toEqual({ kind: 'file', isExecutable: false, digest: sha256('old') });
  });

  it('given kept digests that are damaged, cut short or not readable, then files are read', async () => {
    writeFileSync(file('a'), 'content');
    const spoil = [
      () => truncateSync(kept(), readFileSync(kept()).length - 5),
      () => writeFileSync(kept(), readFileSync(kept(), 'utf8').replace(sha256('another'), sha256('spoilt'))),
      () => writeFileSync(kept(), ''),
      () => writeFileSync(kept(), `${sha256('{"a":1}')}\n{"a":1}`),
      () => {
        rmSync(kept());
        mkdirSync(kept());
      },
    ];
    for (const how of spoil) {
      rmSync(data, { recursive: true, force: true });
      await knownAsAnother(file('a'));
      expect(keptDigests(data).size).toBe(1);
      how();
      expect(await digestOf(file('a'))).toEqual({ kind: 'file', isExecutable: false, digest: sha256('content') });
    }
  });

  it('given a data folder that cannot be written, then nothing is told and no draft is left', async () => {
    writeFileSync(file('data'), 'a file in its place');
    await keepDigests(data, new Map([['/a', { mark: '1', digest: '2' }]]));
    expect(readFileSync(data, 'utf8')).toBe('a file in its place');
  });

  it('given more than are kept, then the latest are', async () => {
    const all = Array.from({ length: 20_005 }, (_, at): [string, { mark: string; digest: string }] => [
      `/${at}`,
      { mark: `${at}`, digest: `${at}` },
    ]);
    await keepDigests(data, new Map(all));
    expect([...keptDigests(data)]).toEqual(all.slice(5));
    expect(readdirSync(join(data, 'cache'))).toEqual(['digests']);
  });
});
