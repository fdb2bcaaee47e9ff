import { ActionError } from '@codomyrmex/core';
import { MAX_MESSAGE_BYTES } from './process-protocol.ts';

const LINE_END = 0x0a;

/** Cuts a byte stream into messages, one a line. Holds at most one message of bounded length. */
export class MessageLines {
  readonly #message: (value: unknown) => void;
  #parts: Buffer[] = [];
  #held = 0;

  constructor(message: (value: unknown) => void) {
    this.#message = message;
  }

  /** @throws ActionError for a message that is too long · SyntaxError for one that is no JSON. */
  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
      this.#hold(chunk.subarray(start, end));
      start = end + 1;
      this.#emit();
    }
    this.#hold(chunk.subarray(start));
  }

  #hold(part: Buffer): void {
    this.#held += part.length;
    if (this.#held > MAX_MESSAGE_BYTES) throw tooLong(this.#held);
    if (part.length > 0) this.#parts.push(part);
  }

  #emit(): void {
    const line = Buffer.concat(this.#parts).toString('utf8');
    this.#parts = [];
    this.#held = 0;
    this.#message(JSON.parse(line));
  }
}

/** @throws ActionError when the message is too long for the other end. */
export function messageLine(message: object): string {
  const line = `${JSON.stringify(message)}\n`;
  const bytes = Buffer.byteLength(line);
  if (bytes > MAX_MESSAGE_BYTES) throw tooLong(bytes);
  return line;
}

function tooLong(bytes: number): ActionError {
  const most = MAX_MESSAGE_BYTES / 1024 / 1024;
  return new ActionError(`${bytes} bytes are too many for one message between the engine and a process`, {
    code: 'INVALID_OUTPUT',
    retryable: false,
    details: { limit_bytes: MAX_MESSAGE_BYTES },
    suggestions: [`Give at most ${most} MiB at once: write what is larger to a file of the workspace and name it.`],
  });
}
