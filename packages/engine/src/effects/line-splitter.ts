import { StringDecoder } from 'node:string_decoder';

/** Longest line handed on, in UTF-16 units; what a longer one has beyond is counted. */
const MAX_LINE = 8_192;

/**
 * Cuts a byte stream into lines (`\n` or `\r\n`) and hands each on. Holds at most one line of bounded length,
 * so an endless line costs no memory; a character that two chunks share stays whole.
 */
export class LineSplitter {
  #decoder = new StringDecoder('utf8');
  readonly #line: (text: string) => void;
  #held = '';
  #beyond = 0;
  #skipping = false;

  constructor(line: (text: string) => void) {
    this.#line = line;
  }

  push(chunk: Buffer): void {
    const text = this.#decoder.write(chunk);
    let start = 0;
    if (this.#skipping) {
      start = text.indexOf('\n') + 1;
      if (start === 0) return;
      this.#skipping = false;
    }
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#hold(text, start, end);
      this.#emit();
      start = end + 1;
    }
    this.#hold(text, start, text.length);
  }

  /** A part of the stream is left out: the line that it parts is left out too, both before and after. */
  skip(): void {
    this.#decoder = new StringDecoder('utf8');
    this.#held = '';
    this.#beyond = 0;
    this.#skipping = true;
  }

  /** Hands on what stands after the last line's end. */
  end(): void {
    if (this.#skipping) return;
    const rest = this.#decoder.end();
    this.#hold(rest, 0, rest.length);
    if (this.#held !== '' || this.#beyond > 0) this.#emit();
  }

  #hold(text: string, start: number, end: number): void {
    const room = MAX_LINE - this.#held.length;
    const taken = Math.min(room, end - start);
    this.#held += text.slice(start, start + taken);
    this.#beyond += end - start - taken;
  }

  #emit(): void {
    const line = this.#held.endsWith('\r') ? this.#held.slice(0, -1) : this.#held;
    const cut = this.#beyond > 0 ? ` … (${this.#beyond} more characters)` : '';
    this.#held = '';
    this.#beyond = 0;
    this.#line(line + cut);
  }
}
