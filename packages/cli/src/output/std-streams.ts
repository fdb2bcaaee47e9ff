import { fstatSync, writeSync } from 'node:fs';

export type StdName = 'stdout' | 'stderr';

const descriptors = { stdout: 1, stderr: 2 } as const;
/** A quarter of what a pipe of Linux takes while nobody reads: nothing waits for a reader here, and what is longer is for a stream. */
const MOST_BYTES_AHEAD = 16 * 1024;

const made = new Map<StdName, NodeJS.WriteStream>();
const ahead = { stdout: 0, stderr: 0 };
const plain: { [Name in StdName]?: boolean } = {};

/** Where somebody has asked for it since {@link whenMade} was told to look. */
export const madeStream = (name: StdName): NodeJS.WriteStream | undefined => made.get(name);

/** Most commands write nothing to stderr, and making a stream takes up to 4 ms, a twentieth of a short command. */
export function whenMade(name: StdName, then: (stream: NodeJS.WriteStream) => void): void {
  const own = Object.getOwnPropertyDescriptor(process, name);
  const make = (): NodeJS.WriteStream => {
    const stream = process[name];
    made.set(name, stream);
    then(stream);
    return stream;
  };
  if (own?.get === undefined) {
    make();
    return;
  }
  const get = (): NodeJS.WriteStream => {
    Object.defineProperty(process, name, own);
    return make();
  };
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get });
}

/** The stream where it may be a terminal: a file, a pipe or a socket is known to be none without making its stream. */
export const perhapsTerminal = (name: StdName): NodeJS.WriteStream | undefined =>
  made.has(name) || !isPlain(name) ? process[name] : undefined;

/**
 * Writes a short text where no stream has been made yet and none is needed. Gives what is left to be written by a stream: all of it
 * where there is one, and whatever could not be written, so that the stream meets what was in its way and tells of it.
 */
export function writeAhead(name: StdName, text: string): string | Uint8Array | undefined {
  if (made.has(name) || !isPlain(name)) return text;
  const bytes = Buffer.from(text);
  ahead[name] += bytes.length;
  if (ahead[name] > MOST_BYTES_AHEAD) return text;
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(descriptors[name], bytes, written);
  } catch {
    return bytes.subarray(written);
  }
  return undefined;
}

function isPlain(name: StdName): boolean {
  plain[name] ??= looksPlain(descriptors[name]);
  return plain[name];
}

function looksPlain(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor);
    return stats.isFIFO() || stats.isSocket() || stats.isFile();
  } catch {
    // Nothing is open there: the stream says so.
    return false;
  }
}
