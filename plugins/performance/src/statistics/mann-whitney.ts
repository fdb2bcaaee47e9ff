/** What the ranks of two lists say about each other. */
export interface RankTest {
  /** How often a value of the second list is above one of the first; ties count half. */
  readonly u: number;
  /** Two-sided: how likely a difference like this, or a larger one, is when both come from one distribution. */
  readonly pValue: number;
  /** Whether the p-value is counted, not approximated by the normal distribution. */
  readonly isExact: boolean;
  /** -1 when every value of the second list is below the first's, 1 when above: Cliff's delta. */
  readonly effect: number;
  /** The smallest p-value that lists of these lengths can give. */
  readonly smallestPValue: number;
}

/** Above this many in both lists together the normal distribution is as good, and the ways would be too many to count exactly. */
const MAX_EXACT = 50;

/** The test of Mann and Whitney, which asks nothing of how the values are distributed. */
export function mannWhitney(first: readonly number[], second: readonly number[]): RankTest {
  const { u, ties } = uStatistic(first, second);
  const pairs = first.length * second.length;
  const isExact = ties.length === 0 && first.length + second.length <= MAX_EXACT;
  const pValue = isExact
    ? exactPValue(u, first.length, second.length)
    : approximatePValue(u, { n: first.length, m: second.length, ties });
  return {
    u,
    pValue,
    isExact,
    effect: (2 * u) / pairs - 1,
    smallestPValue: Math.min(1, 2 / binomial(first.length + second.length, first.length)),
  };
}

/** `ties` are the sizes of groups of equal values. */
function uStatistic(first: readonly number[], second: readonly number[]): { u: number; ties: number[] } {
  const all = [
    ...first.map((value) => ({ value, isSecond: false })),
    ...second.map((value) => ({ value, isSecond: true })),
  ];
  all.sort((a, b) => a.value - b.value);
  let ranks = 0;
  const ties: number[] = [];
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end++;
    // Equal values share the mean of their ranks, which count from 1.
    const rank = (start + 1 + end) / 2;
    for (const { isSecond } of all.slice(start, end)) if (isSecond) ranks += rank;
    if (end - start > 1) ties.push(end - start);
    start = end;
  }
  return { u: ranks - (second.length * (second.length + 1)) / 2, ties };
}

/** Of all ways to mix the two lists, the share whose U is as far out. */
function exactPValue(u: number, n: number, m: number): number {
  const ways = waysByU(n, m);
  const farther = Math.min(u, n * m - u);
  const total = ways.reduce((sum, amount) => sum + amount, 0);
  const tail = ways.slice(0, Math.floor(farther) + 1).reduce((sum, amount) => sum + amount, 0);
  return Math.min(1, (2 * tail) / total);
}

/** How many orders of n and m values have each U, as coefficients of the Gaussian binomial. */
function waysByU(n: number, m: number): number[] {
  const most = n * m;
  const ways: number[] = new Array(most + 1).fill(0);
  ways[0] = 1;
  for (let k = 1; k <= m; k++) {
    for (let at = most; at >= n + k; at--) ways[at] = (ways[at] ?? 0) - (ways[at - n - k] ?? 0);
    for (let at = k; at <= most; at++) ways[at] = (ways[at] ?? 0) + (ways[at - k] ?? 0);
  }
  return ways;
}

interface TiedSizes {
  readonly n: number;
  readonly m: number;
  readonly ties: readonly number[];
}

function approximatePValue(u: number, { n, m, ties }: TiedSizes): number {
  const all = n + m;
  const tied = ties.reduce((sum, size) => sum + (size ** 3 - size), 0);
  const variance = ((n * m) / 12) * (all + 1 - tied / (all * (all - 1)));
  if (variance <= 0) return 1;
  // Half a step towards the middle, because U moves in steps.
  const distance = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5);
  return Math.min(1, erfc(distance / Math.sqrt(variance) / Math.SQRT2));
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let step = 1; step <= Math.min(k, n - k); step++) result = (result * (n - Math.min(k, n - k) + step)) / step;
  return result;
}

/** The complementary error function for x >= 0; the relative error is below 1.2e-7 (Numerical Recipes, 6.2). */
function erfc(x: number): number {
  const t = 1 / (1 + x / 2);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const sum = series.reduceRight((value, coefficient) => value * t + coefficient, 0);
  return t * Math.exp(-x * x + sum);
}
