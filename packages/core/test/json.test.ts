import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyNotJson } from '../src/index.ts';

describe('whyNotJson', () => {
  it('given any JSON value, then there is no reason', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(whyNotJson(value)).toBeUndefined();
      }),
    );
  });

  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const trap = Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => {
      throw new Error('a getter ran');
    },
  });
  it.each([
    ['a function', { a: [() => 1] }, '/a/0 is a function'],
    ['NaN', { a: Number.NaN }, '/a is NaN'],
    ['a bigint', 1n, 'the value is a bigint'],
    ['a class instance', { when: new Date(0) }, '/when is a Date instance'],
    ['a map', new Map(), 'is a Map instance'],
    ['a getter, which is not run', trap, '/x is a getter'],
    ['a cycle', cyclic, 'refers to itself'],
  ])('given %s, then the reason names its place', (_, value, reason) => {
    expect(whyNotJson(value)).toContain(reason);
  });
});
