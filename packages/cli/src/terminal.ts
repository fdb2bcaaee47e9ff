import { once } from 'node:events';
import { inert } from '@codomyrmex/engine';
import pc from 'picocolors';
import { writeStdout } from './output/own-stdout.ts';

export interface TerminalOptions {
  /** `--quiet`: no progress and no hints; errors still come. */
  readonly quiet: boolean;
}

/** Where a command writes. stdout carries data, stderr everything that people read beside it. */
export class Terminal {
  readonly #quiet: boolean;
  /** Colours and drawing for stderr; off without a TTY, with NO_COLOR and in CI. */
  readonly isLive: boolean;
  readonly colors: ReturnType<typeof pc.createColors>;
  readonly outColors: ReturnType<typeof pc.createColors>;

  constructor({ quiet }: TerminalOptions, environment: Readonly<Record<string, string | undefined>>) {
    const plain = environment.NO_COLOR !== undefined && environment.NO_COLOR !== '';
    const inCi = environment.CI !== undefined && environment.CI !== '' && environment.CI !== 'false';
    this.#quiet = quiet;
    this.isLive = process.stderr.isTTY === true && !inCi && !quiet && environment.TERM !== 'dumb';
    this.colors = pc.createColors(process.stderr.isTTY === true && !plain && !inCi);
    this.outColors = pc.createColors(process.stdout.isTTY === true && !plain && !inCi);
  }

  /** Columns of stderr; 80 where there are none. */
  get width(): number {
    return process.stderr.columns ?? 80;
  }

  get outWidth(): number {
    return process.stdout.columns ?? 120;
  }

  get height(): number {
    return process.stderr.rows ?? 24;
  }

  /** Data, on stdout. */
  data(text: string): void {
    writeStdout(`${text}\n`);
  }

  /** A part of what is to stand on stdout. */
  raw(text: string): void {
    writeStdout(text);
  }

  /** Settles when whoever reads stdout has room for more: what is long is written piece by piece, and none piles up here. */
  async drained(): Promise<void> {
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  }

  json(value: unknown): void {
    writeStdout(`${JSON.stringify(value, null, 2)}\n`);
  }

  jsonLine(value: unknown): void {
    writeStdout(`${JSON.stringify(value)}\n`);
  }

  /** Progress and hints, on stderr; silent with `--quiet`. */
  note(text: string): void {
    if (!this.#quiet) process.stderr.write(`${text}\n`);
  }

  /** What must be said, on stderr. */
  error(text: string): void {
    process.stderr.write(`${text}\n`);
  }
}

/** Text from outside (a log line, an error message) without what a terminal would obey. */
export const safe = (text: string): string => inert(text);
