import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError } from '@codomyrmex/core';
import type { OpenDatabase } from './driver.ts';
import { makeFolder } from './make-folder.ts';
import { SlotLock } from './slot-lock.ts';

/** As many processes can share the resources of one data folder at once. */
const MAX_PROCESSES = 1_000;

/**
 * The numbers of the processes that share: `leases/0.lock`, … each held by a live one and free once it is gone, however it
 * went. Numbers are taken and judged within exchanges alone, so nobody sees one change hands meanwhile.
 */
export class LeaseMembers {
  readonly #open: OpenDatabase;
  readonly #folder: string;
  #mine: { readonly number: number; readonly lock: SlotLock } | undefined;

  constructor(open: OpenDatabase, dataFolder: string) {
    this.#open = open;
    this.#folder = join(dataFolder, 'leases');
  }

  /** `undefined` before this process has one. */
  get number(): number | undefined {
    return this.#mine?.number;
  }

  /** Takes the smallest free number. @throws StorageError when there is none. */
  join(): number {
    makeFolder(this.#folder);
    for (let number = 0; number < MAX_PROCESSES; number++) {
      const lock = SlotLock.claim(this.#open, this.#fileOf(number));
      if (lock === undefined) continue;
      this.#mine = { number, lock };
      return number;
    }
    throw new StorageError(`${MAX_PROCESSES} processes share the resources of ${this.#folder} already`, {
      code: 'DATA_FOLDER_UNUSABLE',
      suggestions: ['End some of them, or give this one a data folder of its own.'],
    });
  }

  isAlive(number: number): boolean {
    if (number === this.#mine?.number) return true;
    const file = this.#fileOf(number);
    return existsSync(file) && SlotLock.isHeld(this.#open, file);
  }

  /** The numbers of all others that live. Looks at every lock: for the rare cases. */
  others(): readonly number[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .flatMap((name) => /^(\d{1,4})\.lock$/.exec(name)?.[1] ?? [])
      .map(Number)
      .filter((number) => number !== this.#mine?.number && this.isAlive(number));
  }

  leave(): void {
    this.#mine?.lock.release();
    this.#mine = undefined;
  }

  #fileOf(number: number): string {
    return join(this.#folder, `${number}.lock`);
  }
}
