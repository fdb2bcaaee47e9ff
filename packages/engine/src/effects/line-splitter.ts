import { StringDecoder } from 'node:string_decoder';

/** Longest piece handed on, in UTF-16 units. */
const MAX_PIECE = 8_192;
/** Stands at the end of a piece whose line goes on, and at the beginning of the piece that goes on with it. */
const JOINT = '…';

/**
 * Cuts a byte stream into lines (`\n` or `\r\n`) and hands each on; a line that is too long comes in pieces, so nothing is lost
 * and an endless line costs no memory. A character that two chunks share stays whole, and what is no UTF-8 becomes U+FFFD.
 */
export class LineSplitter {
  #decoder = new StringDecoder('utf8');
  readonly #line: (text: string) => void;
  #held = '';
  #isContinued = false;
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
    this.#isContinued = false;
    this.#skipping = true;
  }

  /** Hands on what stands after the last line's end. */
  end(): void {
    if (this.#skipping) return;
    const rest = this.#decoder.end();
    this.#hold(rest, 0, rest.length);
    if (this.#held !== '') this.#emit();
  }

  #hold(text: string, start: number, end: number): void {
    let at = start;
    while (this.#held.length + end - at > MAX_PIECE) {
      const room = MAX_PIECE - this.#held.length;
      const cut = isInsideCharacter(text, at, at + room) ? at + room - 1 : at + room;
      this.#held += text.slice(at, cut);
      this.#handOn(JOINT);
      this.#isContinued = true;
      at = cut;
    }
    this.#held += text.slice(at, end);
  }

  #emit(): void {
    if (this.#held.endsWith('\r')) this.#held = this.#held.slice(0, -1);
    this.#handOn('');
    this.#isContinued = false;
  }

  #handOn(end: string): void {
    const piece = `${this.#isContinued ? JOINT : ''}${this.#held}${end}`;
    this.#held = '';
    this.#line(piece);
  }
}

/** A cut there would part the two units of one character. */
function isInsideCharacter(text: string, start: number, cut: number): boolean {
  const before = cut > start ? text.charCodeAt(cut - 1) : 0;
  return before >= 0xd800 && before < 0xdc00;
}
