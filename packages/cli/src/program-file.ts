import { fstatSync, openSync, readSync } from 'node:fs';

/**
 * The bundled program on the disk, held open: what a command needs of it later is what it began with, also where another has been
 * put in its place, and also where no more files can be opened by then.
 */
export class ProgramFile {
  /** Of the text, which begins with it. */
  readonly digest: string;
  readonly #path: string;
  readonly #file: number;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'r');
    this.digest = digestIn(this.#read(MARK_BYTES));
  }

  /** @throws Error when the file itself has been written anew. */
  text(): string {
    const text = this.#read(fstatSync(this.#file).size);
    if (digestIn(text) === this.digest) return text;
    throw new Error(`${this.#path} has been replaced since this command was started: start it again`);
  }

  /** The bundler writes ASCII alone. */
  #read(length: number): string {
    const bytes = Buffer.alloc(length);
    let at = 0;
    for (let more = 1; more > 0; at += more) more = readSync(this.#file, bytes, at, length - at, at);
    return bytes.toString('latin1', 0, at);
  }
}

const MARK_BYTES = 32;

const digestIn = (text: string): string => /^\/\* (\w+) \*\//.exec(text)?.[1] ?? 'unknown';
