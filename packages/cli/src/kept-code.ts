import { readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Script } from 'node:vm';
import { examples } from './examples.ts';
import { writeKept } from './write-kept.ts';

/**
 * Code that V8 compiled for one command, kept in a file from a start to the next.
 *
 * It lies beside the program, so that only who can change the program can change it, and is named after the contents of the
 * program and the version of Node: V8 itself compares no more than the length of the text. It ends with the place of the
 * program, which stacks name as it was when the code was compiled: kept code of an installation that was moved or copied is not used.
 * Each command has its own: that of another holds what this one does not need, and lacks what it does.
 */
export class KeptCode {
  readonly #file: string;
  readonly #place: Buffer;
  #bytes = 0;

  /** `digest`: of the program's text. `url`: the program's. */
  constructor(folder: string, digest: string, url: string, words: readonly string[]) {
    this.#file = join(folder, `${digest}-${process.version}-${process.arch}-${commandOf(words)}.bin`);
    this.#place = Buffer.from(`\n${url}`);
  }

  read(): Buffer | undefined {
    try {
      const bytes = readFileSync(this.#file);
      const end = bytes.length - this.#place.length;
      if (!bytes.subarray(Math.max(0, end)).equals(this.#place)) return undefined;
      this.#bytes = bytes.length;
      return bytes.subarray(0, end);
    } catch {
      return undefined;
    }
  }

  /** What was read was of no use: it was made under other flags of V8, or is damaged. */
  forget(): void {
    this.#bytes = 0;
  }

  /**
   * To be called at the end of the process: keeps what the command needed; once a day again, since the first time may have been
   * the shorter way through it, and then only if it is more. Never told: the next start is slower, that is all.
   */
  keep(script: Script): void {
    try {
      if (this.#bytes > 0 && Date.now() - statSync(this.#file).mtimeMs < DAY_MS) return;
      const code = Buffer.concat([script.createCachedData(), this.#place]);
      if (code.length > this.#bytes) writeKept(this.#file, code);
      else utimesSync(this.#file, new Date(), new Date());
    } catch {
      return;
    }
  }
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The command that the words begin with, as part of a file's name; `help` for none that there is. */
function commandOf(words: readonly string[]): string {
  const [group = '', part = ''] = words;
  const command = [`${group} ${part}`, group].find((one) => Object.hasOwn(examples, one)) ?? '';
  return command === '' ? 'help' : command.replace(' ', '-');
}
