import { MAX_MAGNITUDE } from '../limits.ts';
import { describeValue, refuse } from '../refuse.ts';

/**
 * A finite number, or `null` for a value that is not there.
 * Text is not read as a number: whether "1.234" has thousands or thousandths is the author's to say.
 */
export function readNumber(value: unknown, path: string): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return refuse(path, `expected a number, got ${describeValue(value)}`);
  }
  if (Math.abs(value) > MAX_MAGNITUDE) return refuse(path, `${value} is beyond the largest number drawn, 1e100`);
  return value;
}
