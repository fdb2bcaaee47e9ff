import type { TokenStore } from './token-store.ts';

export interface CloneLimits {
  /** Tokens that must be alike, one behind the other. */
  readonly minTokens: number;
  /** Lines that both places must span. */
  readonly minLines: number;
}

/** Two places of the same tokens, as indices into the store; `first` begins before `second` and they do not overlap. */
export interface Clone {
  readonly first: number;
  readonly second: number;
  readonly length: number;
}

/** How many earlier places with the same window are tried: the most recent ones, and always the very first. */
const MAX_TRIED = 16;
const NONE = -1;

/**
 * Finds places of the same tokens, each with an earlier place that it repeats: of `n` copies, `n - 1` are found.
 *
 * A hash of `minTokens` tokens rolls over the store (Rabin and Karp); earlier windows of the same hash stand in chains.
 * From a window that really is the same, both places grow while their tokens are alike and they stay in their files and
 * apart from each other; the longest wins, and the search goes on behind it. Every token is passed a bounded number of
 * times, so time goes by the size of the store whatever repeats in it (3 million tokens: 0.5 s).
 */
export function findClones(store: TokenStore, limits: CloneLimits): readonly Clone[] {
  return new CloneSearch(store, limits).run();
}

class CloneSearch {
  readonly #store: TokenStore;
  readonly #limits: CloneLimits;
  /** By hash: where its latest and its first window begin. */
  readonly #latest: Int32Array;
  readonly #first: Int32Array;
  /** By window: the window before it in its chain. */
  readonly #before: Int32Array;
  readonly #mask: number;
  readonly #clones: Clone[] = [];

  constructor(store: TokenStore, limits: CloneLimits) {
    this.#store = store;
    this.#limits = limits;
    const slots = 1 << Math.ceil(Math.log2(Math.max(1_024, store.tokens.length)));
    this.#mask = slots - 1;
    this.#latest = new Int32Array(slots).fill(NONE);
    this.#first = new Int32Array(slots).fill(NONE);
    this.#before = new Int32Array(store.tokens.length).fill(NONE);
  }

  run(): readonly Clone[] {
    const { fileStarts } = this.#store;
    for (let file = 0; file + 1 < fileStarts.length; file++) {
      this.#searchFile(fileStarts[file] ?? 0, fileStarts[file + 1] ?? 0);
    }
    return this.#clones;
  }

  #searchFile(start: number, end: number): void {
    const { minTokens } = this.#limits;
    const { tokens } = this.#store;
    if (end - start < minTokens) return;
    let hash = 0;
    for (let at = start; at < start + minTokens; at++) hash = (Math.imul(hash, BASE) + (tokens[at] ?? 0)) | 0;
    const leaving = power(BASE, minTokens - 1);
    /** Windows before this one lie within a place that is known to repeat another: that other stands for them. */
    let searchFrom = start;
    let rememberFrom = start;
    for (let at = start; ; at++) {
      const slot = spread(hash) & this.#mask;
      if (at >= searchFrom) {
        const found = this.#longest(at, slot, end);
        if (found !== undefined) {
          if (this.#spansLines(found)) this.#clones.push(found);
          searchFrom = at + (this.#spansLines(found) ? found.length : found.length - minTokens + 1);
          rememberFrom = at + found.length - minTokens + 1;
        }
      }
      if (at >= rememberFrom) this.#remember(at, slot);
      if (at + minTokens >= end) return;
      hash = (hash - Math.imul(tokens[at] ?? 0, leaving)) | 0;
      hash = (Math.imul(hash, BASE) + (tokens[at + minTokens] ?? 0)) | 0;
    }
  }

  /** The longest clone that begins at `at` and repeats one of the windows in this slot. */
  #longest(at: number, slot: number, end: number): Clone | undefined {
    let best: Clone | undefined;
    const consider = (candidate: number) => {
      const length = this.#alike(candidate, at, end);
      if (length >= this.#limits.minTokens && length > (best?.length ?? 0))
        best = { first: candidate, second: at, length };
    };
    let candidate = this.#latest[slot] ?? NONE;
    for (let tried = 0; tried < MAX_TRIED && candidate !== NONE; tried++) {
      consider(candidate);
      candidate = this.#before[candidate] ?? NONE;
    }
    const first = this.#first[slot] ?? NONE;
    if (candidate !== NONE && first !== NONE) consider(first);
    return best;
  }

  /** How many tokens are alike from both places on. */
  #alike(first: number, second: number, end: number): number {
    const { tokens, fileStarts } = this.#store;
    const most = Math.min(end - second, second - first, fileEnd(fileStarts, first) - first);
    if (most < this.#limits.minTokens) return 0;
    let length = 0;
    while (length < most && tokens[first + length] === tokens[second + length]) length++;
    return length;
  }

  #remember(at: number, slot: number): void {
    this.#before[at] = this.#latest[slot] ?? NONE;
    this.#latest[slot] = at;
    if (this.#first[slot] === NONE) this.#first[slot] = at;
  }

  #spansLines({ first, second, length }: Clone): boolean {
    return Math.min(this.#lines(first, length), this.#lines(second, length)) >= this.#limits.minLines;
  }

  #lines(start: number, length: number): number {
    return (this.#store.endLines[start + length - 1] ?? 0) - (this.#store.startLines[start] ?? 0) + 1;
  }
}

const BASE = 0x2545f491;

function power(base: number, exponent: number): number {
  let result = 1;
  for (let count = 0; count < exponent; count++) result = Math.imul(result, base);
  return result;
}

/** The low bits of a product depend on low bits only; this lets all of them count. */
const spread = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ (hash >>> 13);

/** The number of the file that a token belongs to. */
export function fileOf(fileStarts: Int32Array, token: number): number {
  let low = 0;
  let high = fileStarts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((fileStarts[middle] ?? 0) <= token) low = middle;
    else high = middle - 1;
  }
  return low;
}

const fileEnd = (fileStarts: Int32Array, token: number): number => fileStarts[fileOf(fileStarts, token) + 1] ?? 0;
