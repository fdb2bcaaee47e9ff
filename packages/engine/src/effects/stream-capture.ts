import { type FileHandle, open, rename } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Log } from '@codomyrmex/core';
import { LOG_LIMIT_BYTES } from '../logs/step-log.ts';
import { KeptHead } from './kept-head.ts';
import { LineSplitter } from './line-splitter.ts';
import { RateGate } from './rate-gate.ts';
import { within } from './within.ts';

/** What a stream's file holds at most; what is beyond is counted, not kept. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;
/** Beyond what a log holds; a long line counts as several. */
const MAX_LINES_PER_SECOND = 5_000;
const CHARACTERS_PER_LINE = 256;
/** What a line takes in its file beside its text, at least. */
const LINE_FRAME = 40;

export interface CaptureOptions {
  readonly keepBytes: number;
  /** Where the whole stream goes when it is over `keepBytes`. */
  readonly file?: (() => Promise<string>) | undefined;
  /** Takes each line as it comes. */
  readonly line?: ((text: string) => void) | undefined;
  readonly log: Log;
}

export interface Captured {
  readonly text: string;
  readonly bytes: number;
  readonly file: string | undefined;
}

/**
 * Reads a stream to its end in bounded memory: the first bytes are kept, every byte is counted, the whole goes to a file where
 * one is wanted, lines go to the log, as many as it holds at once and then at a bounded rate. While the file is being written
 * the stream waits, so a child that floods us is slowed to the disk's speed.
 */
export class StreamCapture {
  bytes = 0;
  /** Fulfilled when the stream is read to its end or destroyed. */
  readonly closed: Promise<void>;
  readonly #stream: Readable;
  readonly #options: CaptureOptions;
  readonly #kept: KeptHead;
  readonly #gate = new RateGate(MAX_LINES_PER_SECOND);
  readonly #lines: LineSplitter | undefined;
  /** As much as a log can hold goes there however fast it comes: nothing below that bound is lost. */
  #logRoom = LOG_LIMIT_BYTES;
  #spill: Spill | undefined;

  constructor(stream: Readable, options: CaptureOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#kept = new KeptHead(options.keepBytes);
    const { line } = options;
    if (line !== undefined) this.#lines = new LineSplitter((text) => this.#logLine(line, text));
    this.closed = new Promise((resolve) => {
      stream.once('close', resolve);
    });
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    stream.on('error', (error) => options.log.warn(`reading the command's output failed: ${error.message}`));
  }

  /** True while the stream waits for the disk, not for the process. */
  get writing(): boolean {
    return this.#stream.isPaused();
  }

  /** What was read so far; nothing is read after this. Waits at most `ms` for the file. */
  async finish(ms: number): Promise<Captured> {
    this.#stream.destroy();
    this.#lines?.end();
    this.#tellHeld();
    const text = this.#kept.text(this.bytes > this.#kept.bytes.length ? 'cut' : 'whole');
    if (this.#spill === undefined) return { text, bytes: this.bytes, file: undefined };
    const closing = this.#spill.close();
    return { text, bytes: this.bytes, file: (await within(ms, closing)) ? await closing : undefined };
  }

  #take(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.#lines !== undefined) this.#splitLines(this.#lines, chunk);
    const { room } = this.#kept;
    if (this.#spill !== undefined) this.#write(chunk);
    else if (chunk.length > room && this.#options.file !== undefined) {
      this.#spill = new Spill(this.#options.file, this.#options.log);
      this.#write(Buffer.concat([this.#kept.bytes, chunk]));
    }
    if (room > 0) this.#kept.push(chunk);
  }

  #write(bytes: Buffer): void {
    const written = this.#spill?.write(bytes);
    if (written === undefined) return;
    this.#stream.pause();
    void written.then(() => this.#stream.resume());
  }

  /** A stream that is too fast for the log is not even split, so that a flood costs little more than reading it. */
  #splitLines(lines: LineSplitter, chunk: Buffer): void {
    if (this.#logRoom > 0 || this.#gate.open) {
      lines.push(chunk);
      return;
    }
    this.#gate.hold(chunk.length);
    lines.skip();
  }

  #logLine(line: (text: string) => void, text: string): void {
    const isBelowLimit = this.#logRoom > 0;
    if (isBelowLimit) this.#logRoom -= text.length + LINE_FRAME;
    else if (!this.#gate.admit(text.length + 1, Math.ceil((text.length + 1) / CHARACTERS_PER_LINE))) return;
    this.#tellHeld();
    line(text);
  }

  #tellHeld(): void {
    const held = this.#gate.takeHeld();
    if (held === 0) return;
    this.#options.log.warn(
      `about ${held} bytes of output are not logged here: more than ${MAX_LINES_PER_SECOND} lines a second, after all that the log holds`,
    );
  }
}

/** The file that takes a whole stream, bounded. A file that cannot be written is given up with a warning: the command goes on. */
class Spill {
  readonly #log: Log;
  readonly #opening: Promise<{ readonly path: string; readonly handle: FileHandle } | undefined>;
  #room = MAX_FILE_BYTES;
  #pending: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(file: () => Promise<string>, log: Log) {
    this.#log = log;
    this.#opening = file()
      .then(async (path) => ({ path, handle: await open(`${path}.part`, 'wx') }))
      .catch((error: unknown) => this.#giveUp(error));
  }

  /** Fulfilled when the bytes are written or given up; `undefined` when there is nothing to wait for. */
  write(bytes: Buffer): Promise<void> | undefined {
    if (this.#failed || this.#room === 0) return undefined;
    const part = bytes.subarray(0, this.#room);
    this.#room -= part.length;
    this.#pending = this.#pending.then(async () => {
      try {
        await (await this.#opening)?.handle.writeFile(part);
      } catch (error) {
        this.#giveUp(error);
      }
    });
    return this.#pending;
  }

  /** The path of the complete file. */
  async close(): Promise<string | undefined> {
    await this.#pending;
    const file = await this.#opening;
    if (file === undefined) return undefined;
    await file.handle.close();
    if (this.#failed) return undefined;
    await rename(`${file.path}.part`, file.path);
    return file.path;
  }

  #giveUp(error: unknown): undefined {
    this.#failed = true;
    this.#log.warn(
      `the command's output is not kept in a file: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}
