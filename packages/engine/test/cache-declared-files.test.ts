import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { glob } from 'tinyglobby';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { declaredFiles, literalPaths } from '../src/cache/declared-files.ts';
import { linksAsFiles } from '../src/cache/links-as-files.ts';
import { plainSegments } from '../src/cache/path-patterns.ts';
import { TimeSlice } from '../src/runtime/time-slice.ts';

let parent: string;
let workspace: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'declared-files-'));
  workspace = join(parent, 'workspace');
  mkdirSync(workspace);
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const slice = new TimeSlice();
const found = (patterns: readonly string[], dataFolder?: string): Promise<readonly string[]> =>
  declaredFiles({ workspace, dataFolder, slice }, patterns);
const write = (path: string): void => {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  writeFileSync(join(workspace, path), path);
};
/** A path whose place is taken, by a file above it as well, is left out. */
const attempt = (make: () => void): void => {
  try {
    make();
  } catch {
    return;
  }
};

const name = fc.constantFrom('a', 'b', 'ab', 'aab', '.a', 'a.b', '@a', 'b c', '.git', '.codomyrmex');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
const segment = fc.oneof(
  name,
  fc.constantFrom('*', '**', '**', '.', 'a*', '*b', 'a*b', '*.b', '.*', '*a*', 'a*a*b', '*.*', '@*'),
);
const pattern = fc
  .tuple(fc.constantFrom('', '', './'), fc.array(segment, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '', '/'))
  .map(([start, segments, end]) => start + segments.join('/') + end);
const patterns = fc
  .tuple(
    fc.array(pattern, { minLength: 1, maxLength: 3 }),
    fc.array(
      pattern.map((one) => `!${one}`),
      { maxLength: 2 },
    ),
  )
  .map(([wanted, leftOut]) => [...wanted, ...leftOut]);
const files = fc.uniqueArray(path, { minLength: 1, maxLength: 14 });
const runs = process.env.FC_SEED === 'random' ? {} : { seed: 7 };

async function byTinyglobby(all: readonly string[]): Promise<readonly string[]> {
  const paths = new Set<string>();
  const leftOut = all.filter((one) => one.startsWith('!'));
  for (const one of all.filter((each) => !each.startsWith('!'))) {
    const options = { cwd: workspace, dot: true, followSymbolicLinks: false, fs: linksAsFiles };
    const ignore = ['**/.git/**', '**/.codomyrmex/**', 'b/b/**'];
    for (const each of await glob([one, ...leftOut], { ...options, ignore })) paths.add(each);
  }
  return [...paths].sort();
}

describe('declared files', () => {
  it('given any files, links and plain patterns, then what tinyglobby finds for each of them alone is found', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.array(fc.tuple(path, path), { maxLength: 2 }), patterns, async (tree, links, all) => {
        rmSync(workspace, { recursive: true });
        mkdirSync(workspace);
        for (const each of tree) attempt(() => write(each));
        for (const [at, to] of links) {
          attempt(() => {
            mkdirSync(dirname(join(workspace, at)), { recursive: true });
            symlinkSync(join(workspace, to), join(workspace, at));
          });
        }
        const expected = await byTinyglobby(all);
        const given = await found(all, join(workspace, 'b/b')).catch((error: unknown) => error);
        // A link to nothing is refused.
        if (given instanceof Error) expect(given.message).toContain('link to nothing');
        else expect(given).toEqual(expected);
      }),
      { ...runs, numRuns: Number(process.env.FC_RUNS ?? 150) },
    );
  });

  it.each(['src/{a,b}', 'src/[ab]', 'src/?', '!(src)', 'src/@(a|b)', 'src\\a', 'a**', '/src', '.', '../a'])(
    'given %s, then it is no plain pattern',
    (one) => {
      expect(plainSegments(one)).toBeUndefined();
    },
  );

  it('given other signs, alone or beside plain patterns, then they mean what they mean elsewhere', async () => {
    for (const each of ['src/a.ts', 'src/b.js', 'src/deep/c.ts', 'other/d.ts', 'e']) write(each);
    expect(await found(['src/**/*.{ts,js}'])).toEqual(['src/a.ts', 'src/b.js', 'src/deep/c.ts']);
    expect(await found(['src/[ab].ts', 'other', 'e', '!other/[d].ts'])).toEqual(['e', 'src/a.ts']);
    expect(await found(['src', '!**/*.{ts,md}'])).toEqual(['src/b.js']);
    expect(await found(['!(src)', '!!e'])).toEqual(['e', 'other/d.ts']);
  });

  it('given a link on the way to what is named, then files behind it count whatever else is named', async () => {
    write('shared/a/src/one');
    write('build');
    symlinkSync(join(workspace, 'shared'), join(workspace, 'packages'));
    for (const beside of [[], ['build'], ['bu{ild,}']]) {
      expect(await found(['packages/a/src/**', ...beside])).toContain('packages/a/src/one');
      expect(await found(['packages/{a,b}/src/**', ...beside])).toContain('packages/a/src/one');
    }
  });

  it('given a link on the way that leads outside, then what is found behind it is refused', async () => {
    mkdirSync(join(parent, 'outside/src'), { recursive: true });
    writeFileSync(join(parent, 'outside/src/one'), '');
    symlinkSync(join(parent, 'outside'), join(workspace, 'a'));
    write('build');
    for (const all of [['a/src/**'], ['a/src/one'], ['a/src/**', 'build'], ['a/src/o{ne,}', 'build'], ['a/*']]) {
      const refusal = await found(all).catch((error: unknown) => error);
      // Of "a/*" nothing but a folder is there.
      if (all[0] === 'a/*') expect(refusal).toEqual([]);
      else expect(refusal).toMatchObject({ code: 'PERMISSION_DENIED' });
    }
  });

  it('given a folder with a colon in its name, then its files are inside', async () => {
    write('a:b/c');
    expect(await found(['a:b/**'])).toEqual(['a:b/c']);
  });

  it('given names and patterns, then the names alone are literal', async () => {
    expect(await literalPaths(['./a', 'b/', 'c/*', 'd/{e,f}', 'g(h)', '!i', '**'])).toEqual(['a', 'b']);
  });
});
