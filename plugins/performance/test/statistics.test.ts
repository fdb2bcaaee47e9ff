import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianRatioInterval } from '../src/statistics/bootstrap.ts';
import { mannWhitney } from '../src/statistics/mann-whitney.ts';
import { summarize } from '../src/statistics/summary.ts';

/** All ways to choose `size` of the indexes below `count`. */
function choices(count: number, size: number): number[][] {
  if (size === 0) return [[]];
  if (count < size) return [];
  return [...choices(count - 1, size), ...choices(count - 1, size - 1).map((chosen) => [...chosen, count - 1])];
}

const above = (first: readonly number[], second: readonly number[]): number =>
  second.flatMap((b) => first.map((a) => (b > a ? 1 : b === a ? 0.5 : 0))).reduce<number>((sum, one) => sum + one, 0);

describe('the test of Mann and Whitney', () => {
  it('given small lists without equal values, when they are tested, then the p-value is that of counting all orders', () => {
    const lists = fc.uniqueArray(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(lists, fc.nat(), (values, at) => {
        const size = 1 + (at % (values.length - 1));
        const [first, second] = [values.slice(0, size), values.slice(size)];
        const middle = (first.length * second.length) / 2;
        const distance = Math.abs(above(first, second) - middle);
        const all = choices(values.length, size).map((chosen) =>
          above(
            values.filter((_, index) => chosen.includes(index)),
            values.filter((_, index) => !chosen.includes(index)),
          ),
        );
        const asFar = all.filter((u) => Math.abs(u - middle) >= distance - 1e-9).length / all.length;
        const test = mannWhitney(first, second);
        expect(test.isExact).toBe(true);
        expect(test.u).toBe(above(first, second));
        expect(test.pValue).toBeCloseTo(Math.min(1, asFar), 10);
        expect(test.pValue).toBeGreaterThanOrEqual(test.smallestPValue - 1e-12);
      }),
    );
  });

  it('given any two lists, when they are exchanged, then the effect turns round and the p-value stays', () => {
    const list = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(list, list, (first, second) => {
        const one = mannWhitney(first, second);
        const other = mannWhitney(second, first);
        expect(one.effect).toBeCloseTo(-other.effect, 10);
        expect(one.pValue).toBeCloseTo(other.pValue, 10);
        expect(one.u).toBe(above(first, second));
        expect(one.pValue).toBeGreaterThanOrEqual(0);
        expect(one.pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  // Computed with scipy.stats.mannwhitneyu.
  it.each([
    ['exact', [19, 22, 16, 29, 24], [20, 11, 17, 12], 0.1111111111111111],
    ['with ties', [1, 2, 2, 3, 3, 5], [2, 3, 4, 4, 5, 6], 0.14236818270251522],
    [
      'long lists',
      Array.from({ length: 40 }, (_, n) => n),
      Array.from({ length: 40 }, (_, n) => n + 7.5),
      0.008988007122138847,
    ],
  ])('given lists (%s), when they are tested, then the p-value is that of SciPy', (_kind, first, second, expected) => {
    expect(mannWhitney(first, second).pValue).toBeCloseTo(expected, 6);
  });

  it('given lists of one and the same value, when they are tested, then there is no difference', () => {
    expect(mannWhitney([1, 1, 1], [1, 1, 1])).toMatchObject({ pValue: 1, effect: 0 });
  });
});

describe('summaries and intervals', () => {
  it('given known lists, when they are summed up, then the figures are those of NumPy', () => {
    expect(summarize([15, 20, 35, 40, 50]).p95).toBeCloseTo(48, 10);
    expect(summarize([2, 4, 4, 4, 5, 5, 7, 9]).stddev).toBeCloseTo(2.138089935299395, 12);
    expect(summarize([3])).toEqual({ count: 1, mean: 3, median: 3, stddev: 0, min: 3, max: 3, p95: 3 });
  });

  it('given any list, when it is summed up, then the figures are in order and within its values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 50 }),
        (values) => {
          const { min, median, p95, max, mean, stddev } = summarize(values);
          expect([min, max]).toEqual([Math.min(...values), Math.max(...values)]);
          expect(median).toBeGreaterThanOrEqual(min);
          expect(p95).toBeGreaterThanOrEqual(median);
          expect(max).toBeGreaterThanOrEqual(p95);
          expect(mean).toBeGreaterThanOrEqual(min - 1e-3);
          expect(mean).toBeLessThanOrEqual(max + 1e-3);
          expect(stddev).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('given lists that differ by a tenth, when the interval is drawn twice, then it holds the tenth and is the same', () => {
    const first = Array.from({ length: 30 }, (_, n) => 100 + (n % 7));
    const second = first.map((value) => value * 1.1);
    const interval = medianRatioInterval(first, second, 0.95);
    expect(interval).toEqual(medianRatioInterval(first, second, 0.95));
    expect(interval.low).toBeLessThanOrEqual(1.1);
    expect(interval.high).toBeGreaterThanOrEqual(1.1);
    expect(interval.high - interval.low).toBeLessThan(0.1);
  });
});
