import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { digestIfAny } from '../src/cache/canonical-json.ts';
import { FileDigests } from '../src/cache/file-digests.ts';
import { inputDigests } from '../src/cache/input-digests.ts';
import { isAsSeen } from '../src/cache/is-as-seen.ts';
import { Looks } from '../src/cache/looks.ts';
import { TimeSlice } from '../src/runtime/time-slice.ts';

const folders = ['src', 'src/deep', 'out'];
const files = ['src/a', 'src/b', 'src/deep/a', 'src/deep/.c', 'out/a', 'config.json'];
const patternLists = [
  ['src/a/*'],
  ['src/deep/*'],
  ['config.json/**', 'src'],
  ['src/**'],
  ['src/*'],
  ['src/a'],
  ['**'],
  ['**', '!out/**'],
  ['config.json'],
  ['out', 'src/*/a'],
];

type Change = (root: string, outside: string, unique: number) => void;

/** Each does nothing where it cannot be done. */
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...files).map(
    (file): Change =>
      (root, _, unique) => {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        // No two are of one length: within a tick of the file system's clock nothing else would tell them apart.
        writeFileSync(join(root, file), 'x'.repeat(unique));
      },
  ),
  fc.constantFrom(...files, ...folders).map(
    (path): Change =>
      (root) =>
        rmSync(join(root, path), { recursive: true }),
  ),
  fc.tuple(fc.constantFrom(...files, ...folders), fc.constantFrom(...files, 'new', 'src/new')).map(
    ([from, to]): Change =>
      (root) =>
        renameSync(join(root, from), join(root, to)),
  ),
  fc.constantFrom(...files).map(
    (file): Change =>
      (root) =>
        chmodSync(join(root, file), 0o755),
  ),
  fc.constantFrom(...files).map(
    (file): Change =>
      (root) =>
        utimesSync(join(root, file), 1, 1),
  ),
  fc.constantFrom(...files).map(
    (file): Change =>
      (root) =>
        symlinkSync('a', join(root, file)),
  ),
  fc.constantFrom('src', 'src/deep', 'out').map(
    (folder): Change =>
      (root, _, unique) => {
        rmSync(join(root, folder), { recursive: true });
        writeFileSync(join(root, folder), 'x'.repeat(unique));
      },
  ),
  fc.constantFrom(...files).map(
    (file): Change =>
      (root, _, unique) => {
        rmSync(join(root, file));
        mkdirSync(join(root, file));
        writeFileSync(join(root, file, 'a'), 'x'.repeat(unique));
      },
  ),
  fc.tuple(fc.constantFrom(...folders), fc.constantFrom('inside' as const, 'outside' as const)).map(
    ([folder, where]): Change =>
      (root, outside, unique) => {
        const moved = join(where === 'inside' ? root : outside, `moved${unique}`);
        renameSync(join(root, folder), moved);
        symlinkSync(moved, join(root, folder));
      },
  ),
);

const attempted = (change: Change, root: string, outside: string, unique: number): void => {
  try {
    change(root, outside, unique);
  } catch {
    // It cannot be done as things stand.
  }
};

/** What a step with these patterns depends on, looked at by a process that knows nothing; or why it cannot be looked at. */
async function looked(workspace: string, patterns: readonly string[]) {
  const looks = new Looks();
  // Long after: everything is settled.
  const contents = new FileDigests({ now: () => Date.now() + 60_000, looks });
  const place = { workspace, dataFolder: undefined, slice: new TimeSlice(), looks };
  try {
    const digests = await inputDigests(place, patterns, { contents, signal: new AbortController().signal });
    return { digests, seen: looks.seen() };
  } catch (error) {
    return { digests: String(error), seen: undefined };
  }
}

function places(): { readonly root: string; readonly outside: string } {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'looks-')));
  const [root, outside] = [join(parent, 'root'), join(parent, 'outside')];
  mkdirSync(root);
  mkdirSync(outside);
  return { root, outside };
}

describe('what was looked at', () => {
  it('given any tree and any changes, when it is as it was seen, then a further look finds the same; when nothing was changed, it is', async () => {
    let unique = 1;
    let same = 0;
    let other = 0;
    const few = fc.array(change, { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 12 }),
        few,
        fc.constantFrom(...patternLists),
        async (before, after, patterns) => {
          const { root, outside } = places();
          try {
            for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
            for (const one of before) attempted(one, root, outside, unique++);
            const first = await looked(root, patterns);
            for (const one of after) attempted(one, root, outside, unique++);
            const isSame = first.seen !== undefined && isAsSeen(first.seen, {});
            const second = await looked(root, patterns);
            if (isSame) expect(second.digests).toEqual(first.digests);
            if (after.length === 0) expect(isSame).toBe(first.seen !== undefined);
            if (isSame) same++;
            else other++;
          } finally {
            rmSync(dirname(root), { recursive: true });
          }
        },
      ),
      { numRuns: 200, seed: 11 },
    );
    // It says something only where both are frequent.
    expect(Math.min(same, other)).toBeGreaterThan(25);
  });

  function given() {
    const { root } = places();
    onTestFinished(() => rmSync(dirname(root), { recursive: true }));
    mkdirSync(join(root, 'src/deep'), { recursive: true });
    for (const file of ['src/a', 'src/deep/b']) writeFileSync(join(root, file), file);
    return root;
  }

  it.each<readonly [string, (root: string) => void]>([
    ['a file is added', (root) => writeFileSync(join(root, 'src/deep/new'), '')],
    ['a file is gone', (root) => rmSync(join(root, 'src/a'))],
    ['a file is longer', (root) => writeFileSync(join(root, 'src/a'), 'longer')],
    ['a file is another with the same content', (root) => replaced(join(root, 'src/a'))],
    ['a file may be executed', (root) => chmodSync(join(root, 'src/a'), 0o755)],
    ['a named file is there now', (root) => writeFileSync(join(root, 'missing'), '')],
    ['a folder is a link to where it was moved', (root) => linked(join(root, 'src/deep'))],
    [
      'a folder is a file',
      (root) => {
        rmSync(join(root, 'src'), { recursive: true });
        writeFileSync(join(root, 'src'), '');
      },
    ],
  ])('given a tree, when %s, then it is not as it was seen', async (_, change) => {
    const root = given();
    const { seen } = await looked(root, ['src/**', 'missing']);
    expect(seen && isAsSeen(seen, {})).toBe(true);
    change(root);
    expect(seen && isAsSeen(seen, {})).toBe(false);
  });

  it('given what no pattern reaches, when it changes, then all is as it was seen', async () => {
    const root = given();
    const { seen } = await looked(root, ['src/deep/*', '!src/deep/x/**']);
    writeFileSync(join(root, 'src/a'), 'other');
    writeFileSync(join(root, 'beside'), '');
    expect(seen && isAsSeen(seen, {})).toBe(true);
  });

  it.each([
    ['a link among the files', ['src/**'], (root: string) => symlinkSync('a', join(root, 'src/l'))],
    ['a link on the way', ['l/*'], (root: string) => symlinkSync('src', join(root, 'l'))],
    ['a pattern of alternatives', ['src/{a,b}'], () => undefined],
  ])('given %s, then nothing is kept of the look', async (_, patterns, prepare) => {
    const root = given();
    prepare(root);
    expect((await looked(root, patterns)).seen).toBeUndefined();
  });

  it('given a file that has just been written, then nothing is kept: a further change could look the same', async () => {
    const root = given();
    const looks = new Looks();
    const contents = new FileDigests({ looks });
    expect(contents.of(join(root, 'src/a'))).toMatchObject({ kind: 'file' });
    expect(looks.seen()).toBeUndefined();
  });

  it('given what was seen twice and was different in between, then nothing is kept: no run saw both at once', () => {
    for (const note of [
      (looks: Looks, value: string) => looks.file('/a', value),
      (looks: Looks, value: string) => looks.way('/a', value),
      (looks: Looks, value: string) => looks.variable('A', value),
      (looks: Looks, value: string) => looks.result('f', value),
    ]) {
      const looks = new Looks();
      note(looks, 'one');
      note(looks, 'one');
      expect(looks.seen()).toBeDefined();
      note(looks, 'other');
      expect(looks.seen()).toBeUndefined();
    }
    const looks = new Looks();
    looks.missing('/a');
    looks.way('/a', '/a');
    expect(looks.seen()).toBeUndefined();
  });

  it('given variables, then one that is set, unset or other than before is seen', () => {
    const looks = new Looks();
    const given: Readonly<Record<string, string | undefined>> = { SET: 'x' };
    for (const name of ['SET', 'UNSET']) looks.variable(name, digestIfAny(given[name]));
    const seen = looks.seen();
    const isSame = (environment: Readonly<Record<string, string>>) => seen && isAsSeen(seen, environment);
    expect(isSame({ SET: 'x', MORE: '1' })).toBe(true);
    for (const other of [{}, { SET: 'y' }, { SET: 'x', UNSET: '' }]) expect(isSame(other)).toBe(false);
    expect(JSON.stringify(seen)).not.toContain('"x"');
  });
});

/** The same bytes in a file of its own. */
function replaced(file: string): void {
  writeFileSync(`${file}.new`, 'src/a');
  renameSync(`${file}.new`, file);
  expect(existsSync(file)).toBe(true);
}

function linked(folder: string): void {
  renameSync(folder, `${dirname(dirname(folder))}/elsewhere`);
  symlinkSync(`${dirname(dirname(folder))}/elsewhere`, folder);
}
