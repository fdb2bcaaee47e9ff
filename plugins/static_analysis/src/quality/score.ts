/** What findings weigh in the score; an info weighs nothing. */
const weights = { error: 10, warning: 2 } as const;
/** Points per 1,000 lines at which half of the score is left. */
const HALF = 40;
/** A project is taken to have at least so many lines, or one finding in a script of ten would be all that counts. */
const LEAST_LINES = 500;

/**
 * From 10 (no error, no warning) towards 0: `10 × 40 / (40 + p)`, where `p` is `(10 × errors + 2 × warnings)` per 1,000
 * lines of code, with at least 500 lines. One decimal.
 */
export function score(errors: number, warnings: number, codeLines: number): number {
  const points = (weights.error * errors + weights.warning * warnings) / (Math.max(codeLines, LEAST_LINES) / 1_000);
  return Math.round((10 * HALF * 10) / (HALF + points)) / 10;
}
