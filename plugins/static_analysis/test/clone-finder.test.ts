import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Clone, fileOf, findClones } from '../src/duplicates/clone-finder.ts';
import { TokenCollector, type TokenStore } from '../src/duplicates/token-store.ts';

/** Files of tokens, one token a line. */
function store(files: readonly (readonly number[])[]): TokenStore {
  const collector = new TokenCollector();
  for (const file of files) {
    const lines = Int32Array.from(file, (_, index) => index + 1);
    collector.add({ tokens: Int32Array.from(file), startLines: lines, endLines: lines });
  }
  return collector.store();
}

const covered = (clones: readonly Clone[]): ReadonlySet<number> =>
  new Set(clones.flatMap(({ second, length }) => Array.from({ length }, (_, offset) => second + offset)));

/** Tokens that stand once: filler that repeats nothing. */
const unique = (start: number, count: number): number[] => Array.from({ length: count }, (_, index) => start + index);

test('given files with a planted copy among text that repeats nothing, when they are searched, then exactly it is found', () => {
  const planted = fc.record({
    length: fc.integer({ min: 10, max: 200 }),
    before: fc.integer({ min: 0, max: 50 }),
    between: fc.integer({ min: 1, max: 50 }),
    sameFile: fc.boolean(),
    copies: fc.integer({ min: 2, max: 6 }),
  });
  fc.assert(
    fc.property(planted, ({ length, before, between, sameFile, copies }) => {
      const copy = unique(1, length);
      const parts = Array.from({ length: copies }, (_, index) => [
        ...unique(10_000 * (index + 1), index === 0 ? before : between),
        ...copy,
      ]);
      const files = sameFile ? [parts.flat()] : parts;
      const found = findClones(store(files), { minTokens: 10, minLines: 1 });
      expect(found.map((clone) => clone.length)).toEqual(Array.from({ length: copies - 1 }, () => length));
      expect(found.map((clone) => clone.first)).toEqual(Array.from({ length: copies - 1 }, () => before));
    }),
  );
});

test('given any tokens, when they are searched, then both places of each pair are alike, long enough, apart and each in one file', () => {
  const file = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 120 });
  fc.assert(
    fc.property(fc.array(file, { maxLength: 4 }), fc.integer({ min: 2, max: 8 }), (files, minTokens) => {
      const all = store(files);
      for (const { first, second, length } of findClones(all, { minTokens, minLines: 1 })) {
        expect(length).toBeGreaterThanOrEqual(minTokens);
        expect(first + length).toBeLessThanOrEqual(second);
        expect([...all.tokens.subarray(first, first + length)]).toEqual([
          ...all.tokens.subarray(second, second + length),
        ]);
        for (const start of [first, second]) {
          expect(fileOf(all.fileStarts, start + length - 1)).toBe(fileOf(all.fileStarts, start));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('given tokens of which few repeat, when they are searched, then every window that stood in an earlier file is covered', () => {
  const piece = fc.constantFrom(...[1, 2, 3, 4, 5].map((start) => unique(start * 100, 12)));
  const file = fc.array(
    fc.oneof(
      piece,
      fc.integer({ min: 1_000, max: 1_000_000 }).map((one) => [one]),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(file, file, (a, b) => {
      const [first, second] = [a.flat(), b.flat()];
      const minTokens = 12;
      const found = covered(findClones(store([first, second]), { minTokens, minLines: 1 }));
      const windows = new Set(first.map((_, at) => first.slice(at, at + minTokens).join()));
      second.forEach((_, at) => {
        const window = second.slice(at, at + minTokens);
        if (window.length < minTokens || !windows.has(window.join())) return;
        // A window across two repeated places may be covered by two pairs.
        for (let offset = 0; offset < minTokens; offset++) expect(found).toContain(first.length + at + offset);
      });
    }),
    { numRuns: 200 },
  );
});

test('given a repeated place of too few lines, when it is searched, then it is not found', () => {
  const line = Int32Array.from({ length: 40 }, () => 1);
  const collector = new TokenCollector();
  for (let file = 0; file < 2; file++) {
    collector.add({ tokens: Int32Array.from(unique(1, 40)), startLines: line, endLines: line });
  }
  expect(findClones(collector.store(), { minTokens: 10, minLines: 2 })).toEqual([]);
});

test('given a million tokens that are all the same, when they are searched, then it ends', () => {
  const files = [1, 2].map(() => Array.from({ length: 500_000 }, () => 7));
  expect(findClones(store(files), { minTokens: 50, minLines: 6 }).length).toBeGreaterThan(0);
});
