import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { ActionError } from '@codomyrmex/core';

/** A longer line is cut: what is behind is data, not a message. */
const MAX_LINE = 64 * 1024;

export interface LineLimits {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** What was read of a file. */
export interface ReadLines {
  readonly bytes: number;
  readonly isTruncated: boolean;
}

/**
 * Gives every line of a file, unpacked when its name ends in `.gz`, until `maxBytes` were read.
 * Lines end with `\n` or `\r\n`; what is no UTF-8 is replaced.
 * @throws ActionError NOT_GZIP.
 */
export async function eachLine(file: string, limits: LineLimits, take: (line: string) => void): Promise<ReadLines> {
  const source = createReadStream(file, { signal: limits.signal });
  const stream = file.endsWith('.gz') ? source.pipe(createGunzip()) : source;
  // An error of the file does not reach what it is piped into.
  source.on('error', (error) => stream.destroy(error));
  const lines = new Lines(take);
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('a stream without an encoding gives buffers');
      const room = limits.maxBytes - bytes;
      lines.push(chunk.subarray(0, room));
      bytes += Math.min(chunk.length, room);
      if (chunk.length > room) return { bytes, isTruncated: true };
    }
    lines.end();
    return { bytes, isTruncated: false };
  } catch (error) {
    throw notGzip(error);
  } finally {
    source.destroy();
    stream.destroy();
  }
}

function notGzip(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) return error;
  return new ActionError(`a file that ends in .gz is no sound gzip file: ${error.message}`, {
    code: 'NOT_GZIP',
    retryable: false,
    cause: error,
  });
}

class Lines {
  readonly #take: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(chunk: Buffer): void {
    const parts = this.#decoder.write(chunk).split('\n');
    const [head = ''] = parts;
    // A line without an end keeps no more than is looked at.
    this.#rest = `${this.#rest}${head}`.slice(0, MAX_LINE);
    for (const part of parts.slice(1)) {
      this.#give(this.#rest);
      this.#rest = part.slice(0, MAX_LINE);
    }
  }

  end(): void {
    this.#rest += this.#decoder.end();
    if (this.#rest !== '') this.#give(this.#rest);
  }

  #give(line: string): void {
    this.#take(line.endsWith('\r') ? line.slice(0, -1) : line);
  }
}
