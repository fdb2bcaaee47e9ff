const FIRST_CAPACITY = 4_096;

/** The first bytes of a stream, up to a limit, in one buffer: a stream of single bytes costs no more than one of large chunks. */
export class KeptHead {
  readonly #limit: number;
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get room(): number {
    return this.#limit - this.#length;
  }

  /** What is held; changed by the next {@link push}. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  push(chunk: Buffer): void {
    const part = chunk.subarray(0, this.room);
    const needed = this.#length + part.length;
    if (needed > this.#bytes.length) {
      const capacity = Math.min(this.#limit, Math.max(needed, this.#bytes.length * 2, FIRST_CAPACITY));
      const larger = Buffer.allocUnsafe(capacity);
      this.bytes.copy(larger);
      this.#bytes = larger;
    }
    part.copy(this.#bytes, this.#length);
    this.#length = needed;
  }

  /** The bytes as text; `cut` when the stream went on, so that a character that the limit parts is left out. */
  text(extent: 'whole' | 'cut'): string {
    return (extent === 'cut' ? wholeCharacters(this.bytes) : this.bytes).toString('utf8');
  }
}

function wholeCharacters(bytes: Buffer): Buffer {
  // A character has at most four bytes, so its first is among the last four.
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue;
    return characterLength(byte) > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}

function characterLength(first: number): number {
  if (first >= 0b1111_0000) return 4;
  if (first >= 0b1110_0000) return 3;
  return first >= 0b1100_0000 ? 2 : 1;
}
