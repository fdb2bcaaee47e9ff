import { readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Script } from 'node:vm';
import { environment } from './config.ts';
import { examples } from './examples.ts';
import { writeKept } from './write-kept.ts';

/** A script of parts, and what V8 compiled of it in an earlier start. */
export interface KeptScript {
  readonly file: string;
  readonly text: string;
  readonly code: Buffer | undefined;
}

/**
 * What one command needs of the program, kept from a start to the next: its first start keeps the parts that it has run, as a script
 * of their own, and the one after that what V8 compiled of this script. So the next starts read a third of the program and compile nothing.
 *
 * It lies beside the program, so that only who can change the program can change it, and is named after the contents of the
 * program and the version of Node: V8 itself compares no more than the length of the text, which is why both files name the writing
 * that they belong to. The code ends with the place of the program, which stacks name as it was when the code was compiled:
 * that of an installation that was moved or copied is not used.
 * Each command has its own: that of another holds what this one does not need, and lacks what it does.
 */
export class KeptProgram {
  readonly #name: string;
  readonly #url: string;
  #writing = '';
  #bytes = 0;

  /** `digest`: of the program's text. `url`: the program's. */
  static of(folder: string, digest: string, url: string, words: readonly string[]): KeptProgram {
    return new KeptProgram(join(folder, `${digest}-${process.version}-${process.arch}-${commandOf(words)}`), url);
  }

  private constructor(name: string, url: string) {
    this.#name = name;
    this.#url = url;
  }

  /** Of the same command, what it needs only at times. */
  later(): KeptProgram {
    return new KeptProgram(`${this.#name}-later`, this.#url);
  }

  read(): KeptScript | undefined {
    try {
      const file = `${this.#name}.cjs`;
      const text = readFileSync(file, 'latin1');
      const [, writing = '', length] = /^\/\* (\S+) (\d+) \*\//.exec(text) ?? [];
      if (Number(length) !== text.length - text.indexOf('\n')) return undefined;
      this.#writing = writing;
      return { file, text, code: this.#readCode() };
    } catch {
      return undefined;
    }
  }

  #readCode(): Buffer | undefined {
    try {
      const bytes = readFileSync(this.#code());
      const place = this.#place();
      const end = bytes.length - place.length;
      if (!bytes.subarray(Math.max(0, end)).equals(place)) return undefined;
      this.#bytes = bytes.length;
      return bytes.subarray(0, end);
    } catch {
      return undefined;
    }
  }

  /** V8 takes no code that was made under other flags: whoever starts now with some and now without has code for both. */
  #code(): string {
    return `${this.#name}${flags() === '' ? '' : '-flagged'}.bin`;
  }

  #place(): Buffer {
    return Buffer.from(`\n${this.#writing} ${flags()}\n${this.#url}`);
  }

  /** The code that was read was of no use: it is damaged. */
  forgetCode(): void {
    this.#bytes = 0;
  }

  /** `parts`: the text of an object's members. Never told when it cannot be kept: the next start is slower, that is all. */
  keepParts(parts: readonly string[]): void {
    const text = `\n({\n${parts.join(',\n')}\n})\n`.padEnd(OUTSIDE_OF_HEAP);
    const writing = `${process.pid.toString(36)}-${Date.now().toString(36)}`;
    writeKept(`${this.#name}.cjs`, Buffer.from(`/* ${writing} ${text.length} */${text}`, 'latin1'));
  }

  /**
   * To be called at the end of the process: keeps what the command needed; once a day again, since the time before may have been
   * the shorter way through it, and then only if it is more.
   */
  keepCode(script: Script): void {
    try {
      const file = this.#code();
      if (this.#bytes > 0 && Date.now() - statSync(file).mtimeMs < DAY_MS) return;
      const code = Buffer.concat([script.createCachedData(), this.#place()]);
      if (code.length > this.#bytes) writeKept(file, code);
      else utimesSync(file, new Date(), new Date());
    } catch {
      return;
    }
  }
}

/** So long a text of Latin letters Node leaves outside of V8's heap, where no collection copies it: 2 of the 80 ms of `workflow list`. */
const OUTSIDE_OF_HEAP = 1_040_000;

const flags = (): string =>
  [...process.execArgv, environment().NODE_OPTIONS ?? ''].join(' ').replaceAll('\n', ' ').trim();

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The command that the words begin with, as part of a file's name; `help` for none that there is. */
function commandOf(words: readonly string[]): string {
  const [group = '', part = ''] = words;
  const command = [`${group} ${part}`, group].find((one) => Object.hasOwn(examples, one)) ?? '';
  return command === '' ? 'help' : command.replace(' ', '-');
}
