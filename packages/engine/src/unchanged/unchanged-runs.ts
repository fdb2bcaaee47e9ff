import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { bodyIn, keepFile, withDigest } from '../kept-file.ts';
import type { UnchangedRun } from './unchanged-run.ts';

/** A hundred kilobytes each, for fifty steps on five hundred files. */
const MOST = 32;
/** A larger one is not kept: its text would take longer to read than what it spares. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

/**
 * `<data>/cache/unchanged`: unchanged runs by what they were asked for, each in a file after a line with the SHA-256 of the rest. They
 * may be removed at any time, and need no more trust than the journal beside them. Whatever cannot be read or written is as if it were not
 * there.
 */
export class UnchangedRuns {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'cache', 'unchanged');
  }

  /** `key`: 64 hexadecimal digits for everything that a run depends on beside what it looks at, the code that reads this included. */
  find(key: string): UnchangedRun | undefined {
    try {
      const body = bodyIn(readFileSync(this.#fileOf(key), 'utf8'));
      if (body === undefined) return undefined;
      // Whole, and written by `keep` of the same code.
      const run: UnchangedRun = JSON.parse(body);
      return run;
    } catch {
      return undefined;
    }
  }

  /** Its run was the answer. */
  use(key: string): void {
    const now = new Date();
    try {
      utimesSync(this.#fileOf(key), now, now);
    } catch {
      // It may have been removed meanwhile.
    }
  }

  /** In place of an earlier one; those that were used least lately go. */
  keep(key: string, run: UnchangedRun): void {
    const body = JSON.stringify(run);
    if (body.length > MOST_CHARACTERS) return;
    keepFile(this.#fileOf(key), withDigest(body));
    this.#makeRoom();
  }

  #makeRoom(): void {
    try {
      const files = readdirSync(this.#folder).map((name) => join(this.#folder, name));
      if (files.length <= MOST) return;
      const dated = files.map((file) => ({ file, usedAt: statSync(file).mtimeMs }));
      const oldest = dated.sort((a, b) => a.usedAt - b.usedAt).slice(0, files.length - MOST);
      for (const { file } of oldest) rmSync(file, { force: true });
    } catch {
      // Another process was quicker, or nothing can be kept here.
    }
  }

  #fileOf(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}
