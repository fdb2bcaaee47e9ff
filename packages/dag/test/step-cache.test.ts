import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CacheEntry, cacheEntryFrom, cacheEntryText } from '../src/index.ts';

const hash = 'a'.repeat(64);
const file = { path: 'dist/a', mode: 0o644, hash };
const entry: CacheEntry = { run: 'r1', at: 1, output: { any: [1] }, files: [file], parts: { any: 1 } };
const stored = (changed: object): string => JSON.stringify({ format: 1, entry: { ...entry, ...changed } });
const runs = process.env.FC_SEED === 'random' ? {} : { seed: 3 };

describe('a stored entry of the cache', () => {
  it('given any entry, then its text reads back as the same', () => {
    const files = fc.array(
      fc.record({
        path: fc.string({ minLength: 1 }),
        mode: fc.nat(0o777),
        hash: fc.stringMatching(/^[0-9a-f]{64}$/),
      }),
    );
    // As JSON has them: -0 is 0 there.
    const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
    const entries = fc.record({ run: fc.string(), at: fc.nat(), output: json, files, parts: json });
    fc.assert(
      fc.property(entries, (one) => {
        expect(cacheEntryFrom(cacheEntryText(one))).toEqual(one);
      }),
      runs,
    );
  });

  it.each([
    ['no JSON', '{"format":1,'],
    ['nothing', 'null'],
    ['another format', JSON.stringify({ format: 2, entry })],
    ['no entry', JSON.stringify({ format: 1 })],
    ['a list in place of the entry', JSON.stringify({ format: 1, entry: [] })],
    ['no run', stored({ run: undefined })],
    ['a time that is a text', stored({ at: '1' })],
    ['no files', stored({ files: undefined })],
    ['a file that is none', stored({ files: [null] })],
    ['a file without a path', stored({ files: [{ ...file, path: '' }] })],
    ['permissions that are none', stored({ files: [{ ...file, mode: 0o1000 }] })],
    ['permissions that are no whole number', stored({ files: [{ ...file, mode: 1.5 }] })],
    ['a hash that leads elsewhere', stored({ files: [file, { ...file, hash: '../../etc/passwd' }] })],
  ])('given %s, then there is none', (_, text) => {
    expect(cacheEntryFrom(text)).toBeUndefined();
  });

  it('given members that nobody knows, then they are left out', () => {
    expect(cacheEntryFrom(stored({ more: 1, files: [{ ...file, more: 1 }] }))).toEqual(entry);
  });
});
