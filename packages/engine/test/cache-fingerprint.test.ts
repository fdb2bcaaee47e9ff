import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../src/cache/canonical-json.ts';
import { changedParts, type FingerprintParts, fingerprintOf, partsFrom } from '../src/cache/fingerprint.ts';

const shuffled = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shuffled);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
};

const names = fc.constantFrom('a', 'b', '__proto__', 'constructor');
const digests = fc
  .uniqueArray(fc.tuple(names, fc.constantFrom('1', '2', null)), { selector: ([name]) => name })
  .map((pairs) =>
    pairs.map(([name, digest]): [string, string | null] => [name, digest]).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
const parts: fc.Arbitrary<FingerprintParts> = fc.record({
  action: fc.constantFrom('m.a', 'm.b'),
  action_version: fc.constantFrom('1', '2'),
  version: fc.constantFrom('1', null),
  parameters: digests,
  inputs: digests,
  env: digests,
  upstream: digests,
  outputs: fc.subarray(['x', 'y']),
});
const runs = process.env.FC_SEED === 'random' ? {} : { seed: 11 };

describe('fingerprints', () => {
  it('given any JSON, then its canonical form reads back as the same and does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(shuffled(value))).toBe(text);
      }),
      runs,
    );
  });

  it('given any two lists of parts, then their fingerprints are equal exactly when nothing is named as changed', () => {
    fc.assert(
      fc.property(parts, fc.oneof(parts, fc.constant(undefined)), (before, other) => {
        const after = other ?? structuredClone(before);
        const changed = changedParts(before, after);
        expect(fingerprintOf(before) === fingerprintOf(after)).toBe(changed.length === 0);
      }),
      runs,
    );
  });

  it('given parts that were stored, then they are the same when they are read; given anything else, then they are no parts', () => {
    fc.assert(
      fc.property(parts, (written) => {
        expect(partsFrom(JSON.parse(JSON.stringify(written)))).toEqual(written);
      }),
      runs,
    );
    expect(partsFrom({ action: 'm.a' })).toBeUndefined();
  });
});
