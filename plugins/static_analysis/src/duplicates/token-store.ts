import type { Lexed } from '../language/lexer.ts';
import { IntList } from '../project/int-list.ts';

/** The tokens of many files behind each other: 12 bytes a token. */
export interface TokenStore {
  readonly tokens: Int32Array;
  readonly startLines: Int32Array;
  readonly endLines: Int32Array;
  /** Index of each file's first token, and at the end the number of all. */
  readonly fileStarts: Int32Array;
}

export class TokenCollector {
  readonly #tokens = new IntList(1 << 16);
  readonly #startLines = new IntList(1 << 16);
  readonly #endLines = new IntList(1 << 16);
  readonly #fileStarts = new IntList();

  constructor() {
    this.#fileStarts.push(0);
  }

  get size(): number {
    return this.#tokens.length;
  }

  add({ tokens, startLines, endLines }: Pick<Lexed, 'tokens' | 'startLines' | 'endLines'>): void {
    this.#tokens.append(tokens);
    this.#startLines.append(startLines);
    this.#endLines.append(endLines);
    this.#fileStarts.push(this.#tokens.length);
  }

  store(): TokenStore {
    return {
      tokens: this.#tokens.view(),
      startLines: this.#startLines.view(),
      endLines: this.#endLines.view(),
      fileStarts: this.#fileStarts.view(),
    };
  }
}
