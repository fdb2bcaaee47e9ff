import { didYouMean } from '@codomyrmex/core';

/** About half a second of comparing, in pairs of characters. */
const LIMIT = 10_000_000;

/**
 * "Did you mean" for one check. Ten thousand wrong names against ten thousand right ones would take minutes, so that only
 * the first of many get a suggestion.
 */
export class Suggestions {
  #left = LIMIT;

  of(written: string, candidates: ReadonlySet<string> | readonly string[]): string | undefined {
    const count = 'size' in candidates ? candidates.size : candidates.length;
    this.#left -= count * written.length * written.length;
    return this.#left < 0 ? undefined : didYouMean(written, candidates);
  }
}
