import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { appendFile, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Log, LogLevel } from '@codomyrmex/core';
import { writtenLine } from './log-line.ts';
import { logFile } from './run-files.ts';

/** The log of one attempt, with its owner's hold on it. */
export interface AttemptLog extends Log {
  /** Writes out what is held, when the attempt has settled; lines after that are dropped. Never rejects. */
  end(): Promise<void>;
}

export interface StepLogOptions {
  readonly folder: string;
  readonly run: string;
  readonly task: string;
  readonly attempt: number;
  readonly now: () => number;
  /** What the file of a task holds at most, over all attempts; 10 MiB unless given. */
  readonly limitBytes?: number;
  /** Told once when the file cannot be written; the attempt goes on without its log. */
  readonly onFailure?: (error: Error) => void;
}

/** What the log of a step holds, over all attempts, unless something else is said. */
export const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const FLUSH_MS = 200;
const FLUSH_BYTES = 256 * 1024;
/** What is held of most logs when they end. */
const SMALL_BYTES = 4 * 1024;

/**
 * Opens the log of an attempt: JSON lines at the end of the task's file. Lines are held for at most 200 ms of real time and
 * appended in one write, so a line costs a few microseconds and no open file; a killed process loses at most those.
 *
 * Every line is kept up to the limit. From the first that does not fit, none of the attempt is, and the line that says how many
 * they were stands where they are missing. What the disk has not taken yet is in memory: at most the limit.
 */
export function openStepLog(options: StepLogOptions): AttemptLog {
  const file = new LogFile(options);
  const line = (level: LogLevel) => (message: string) => file.line(level, message);
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error'), end: () => file.end() };
}

interface HeldLine {
  readonly text: string;
  readonly bytes: number;
}

class LogFile {
  readonly #options: StepLogOptions;
  readonly #path: string;
  readonly #limit: number;
  #held: HeldLine[] = [];
  #heldBytes = 0;
  #dropped = { lines: 0, bytes: 0 };
  /** `undefined` until the first write has looked. */
  #fileBytes: number | undefined;
  #flushing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #phase: 'open' | 'failed' | 'ended' = 'open';

  constructor(options: StepLogOptions) {
    this.#options = options;
    this.#path = logFile(options.folder, options.run, options.task);
    this.#limit = options.limitBytes ?? LOG_LIMIT_BYTES;
  }

  line(level: LogLevel, message: string): void {
    if (this.#phase === 'ended') return;
    const { now, attempt } = this.#options;
    const text = writtenLine({ t: now(), level, attempt, message });
    const line = { text, bytes: Buffer.byteLength(text) };
    const isFull = (this.#fileBytes ?? 0) + this.#heldBytes + line.bytes > this.#limit;
    if (isFull || this.#phase === 'failed' || this.#dropped.lines > 0) {
      this.#drop(line);
      return;
    }
    this.#held.push(line);
    this.#heldBytes += line.bytes;
    if (this.#heldBytes >= FLUSH_BYTES) void this.#flush();
    else this.#timer ??= setTimeout(() => void this.#flush(), FLUSH_MS).unref();
  }

  async end(): Promise<void> {
    this.#phase = this.#phase === 'failed' ? 'failed' : 'ended';
    if (this.#held.length > 0 && this.#heldBytes <= SMALL_BYTES && this.#flushing === undefined) this.#writeSmall();
    while (this.#held.length > 0 || this.#flushing !== undefined) await this.#flush();
    if (this.#dropped.lines === 0) return;
    const { lines, bytes } = this.#dropped;
    const { now, attempt } = this.#options;
    const message = `${lines} lines (${bytes} bytes) of this attempt are not kept from here on: the log of a step holds ${this.#limit} bytes`;
    await this.#append(writtenLine({ t: now(), level: 'warn', attempt, message }));
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing ??= this.#writeHeld().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #writeHeld(): Promise<void> {
    const lineEnd = this.#fileBytes === undefined ? await this.#lookAtFile() : '';
    const { text, bytes } = this.#takeHeld(lineEnd);
    if (text !== '') await this.#append(text);
    this.#taken(bytes, lineEnd);
  }

  /** The same where it stands: three promises a log would cost ten times what writing it does. */
  #writeSmall(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      const file = openedFile(this.#path);
      try {
        const lineEnd = this.#fileBytes === undefined ? this.#lookInto(file) : '';
        const { text, bytes } = this.#takeHeld(lineEnd);
        if (text !== '') appendFileSync(file, text);
        this.#taken(bytes, lineEnd);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      this.#held = [];
      this.#fail(error);
    }
  }

  /** What there is room for in the file; what there is not is dropped. */
  #takeHeld(lineEnd: string): { readonly text: string; readonly bytes: number } {
    const lines = this.#held;
    this.#held = [];
    let bytes = lines.reduce((sum, line) => sum + line.bytes, lineEnd.length);
    while (lines.length > 0 && (this.#fileBytes ?? 0) + bytes > this.#limit) {
      const last = lines.pop();
      if (last === undefined) break;
      bytes -= last.bytes;
      this.#heldBytes -= last.bytes;
      this.#drop(last);
    }
    return { text: lines.length > 0 ? lineEnd + lines.map((line) => line.text).join('') : '', bytes };
  }

  #taken(bytes: number, lineEnd: string): void {
    this.#heldBytes -= bytes - lineEnd.length;
    this.#fileBytes = (this.#fileBytes ?? 0) + bytes;
  }

  /** Takes over a file that an earlier attempt wrote. Gives the line end that a process killed while writing has left out. */
  async #lookAtFile(): Promise<string> {
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      const file = await open(this.#path, 'a+');
      try {
        const { size } = await file.stat();
        this.#fileBytes = size;
        if (size === 0) return '';
        const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
        return lineEndAfter(buffer);
      } finally {
        await file.close();
      }
    } catch (error) {
      this.#fail(error);
      return '';
    }
  }

  #lookInto(file: number): string {
    const { size } = fstatSync(file);
    this.#fileBytes = size;
    if (size === 0) return '';
    const last = Buffer.alloc(1);
    readSync(file, last, 0, 1, size - 1);
    return lineEndAfter(last);
  }

  async #append(text: string): Promise<void> {
    if (this.#phase === 'failed') return;
    try {
      await appendFile(this.#path, text);
    } catch (error) {
      this.#fail(error);
    }
  }

  #drop(line: HeldLine): void {
    this.#dropped.lines++;
    this.#dropped.bytes += line.bytes;
  }

  #fail(error: unknown): void {
    if (this.#phase === 'failed') return;
    this.#phase = 'failed';
    this.#options.onFailure?.(error instanceof Error ? error : new Error(String(error)));
  }
}

const lineEndAfter = (last: Buffer): string => (last.toString('latin1') === '\n' ? '' : '\n');

/** The folder is there for all but the first log of a run. */
function openedFile(path: string): number {
  try {
    return openSync(path, 'a+');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'a+');
  }
}
