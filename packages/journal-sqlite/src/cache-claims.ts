import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cachePath } from './cache-path.ts';
import type { OpenDatabase } from './driver.ts';
import { makeFolder } from './make-folder.ts';
import { SlotLock } from './slot-lock.ts';

/**
 * `cache/claims/ab/ab12….lock`: who makes a result just now, among all processes. A claim is free once its process is gone,
 * however it went. Its file is removed by whoever gives it back, so there are as many files as results being made; those of killed
 * processes stay, empty, until they are claimed again.
 */
export class CacheClaims {
  readonly #open: OpenDatabase;
  readonly #folder: string;

  constructor(open: OpenDatabase, folder: string) {
    this.#open = open;
    this.#folder = join(folder, 'claims');
  }

  claim(fingerprint: string): (() => void) | undefined {
    const file = `${cachePath(this.#folder, fingerprint)}.lock`;
    makeFolder(join(this.#folder, fingerprint.slice(0, 2)));
    const before = inodeOf(file);
    const lock = SlotLock.claim(this.#open, file);
    if (lock === undefined) return undefined;
    const after = inodeOf(file);
    // Given back and removed between opening and locking: what is locked is a file that nobody else will find.
    if (after === undefined || (before !== undefined && before !== after)) {
      lock.release();
      return undefined;
    }
    return () => {
      rmSync(file, { force: true });
      lock.release();
    };
  }
}

const inodeOf = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.ino;
