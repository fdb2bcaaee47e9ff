import type { Dirent } from 'node:fs';
import { folderNames } from './folder-names.ts';

/** More places than that are not kept. */
const MOST = 20_000;

type Pairs<Value = string> = readonly (readonly [string, Value])[];

/** What steps saw when they looked whether results were there for them. All paths are absolute. */
export interface Seen {
  /** Paths that no link is on the way to, with their real ones. */
  readonly ways: Pairs;
  /** With what stood in each. */
  readonly folders: Pairs;
  /** With the mark of each: the digest of its content was known by it. */
  readonly files: Pairs;
  readonly missing: readonly string[];
  /** Variables of the environment, with the digests of their values; `null` for one that was not set. */
  readonly variables: Pairs<string | null>;
}

/**
 * Takes down what cached steps look at, so that a later process can see whether all of it is as it was. Whatever cannot be looked at
 * again in the same way is a doubt, and then nothing is given: a link, a pattern that is followed by other code, a
 * file that was changed so shortly before that its mark does not tell, and a file that was put back.
 */
export class Looks {
  readonly #ways = new Map<string, string>();
  readonly #folders = new Map<string, string>();
  readonly #files = new Map<string, string>();
  readonly #missing = new Set<string>();
  readonly #variables = new Map<string, string | null>();
  #isInDoubt = false;

  way(path: string, real: string): void {
    this.#ways.set(path, real);
  }

  folder(path: string, entries: readonly Dirent[]): void {
    if (this.#isInDoubt || this.#folders.has(path)) return;
    this.#folders.set(path, folderNames(entries));
    this.#bound();
  }

  file(path: string, mark: string): void {
    if (this.#isInDoubt) return;
    this.#files.set(path, mark);
    this.#bound();
  }

  missing(path: string): void {
    this.#missing.add(path);
  }

  variable(name: string, digest: string | null): void {
    this.#variables.set(name, digest);
  }

  doubt(): void {
    this.#isInDoubt = true;
    this.#ways.clear();
    this.#folders.clear();
    this.#files.clear();
    this.#missing.clear();
  }

  seen(): Seen | undefined {
    if (this.#isInDoubt) return undefined;
    return {
      ways: [...this.#ways],
      folders: [...this.#folders],
      files: [...this.#files],
      missing: [...this.#missing],
      variables: [...this.#variables],
    };
  }

  #bound(): void {
    if (this.#folders.size + this.#files.size > MOST) this.doubt();
  }
}
