import { once } from 'node:events';
import { inert } from '@codomyrmex/engine';
import { type Colors, terminalColors } from './output/colors.ts';
import { writeStdout } from './output/own-stdout.ts';
import { madeStream, perhapsTerminal, type StdName, writeAhead } from './output/std-streams.ts';

const asIs = (text: string): string => text;
const noColors: Colors = { bold: asIs, dim: asIs, red: asIs, green: asIs, yellow: asIs, cyan: asIs };

export interface TerminalOptions {
  /** `--quiet`: no progress and no hints; errors still come. */
  readonly quiet: boolean;
}

/** What is drawn at the end of stderr, over and over. */
export interface Drawing {
  /** Takes it off the screen until it is drawn again. */
  clear(): void;
  draw(): void;
}

/** Where a command writes. stdout carries data, stderr everything that people read beside it. */
export class Terminal {
  readonly #quiet: boolean;
  readonly #plain: boolean;
  readonly #inCi: boolean;
  readonly #isDumb: boolean;
  #colors: Colors | undefined;
  #outColors: Colors | undefined;
  #drawing: Drawing | undefined;

  constructor({ quiet }: TerminalOptions, environment: Readonly<Record<string, string | undefined>>) {
    this.#quiet = quiet;
    this.#plain = environment.NO_COLOR !== undefined && environment.NO_COLOR !== '';
    this.#inCi = environment.CI !== undefined && environment.CI !== '' && environment.CI !== 'false';
    this.#isDumb = environment.TERM === 'dumb';
  }

  /** Whether stderr may be drawn on; not without a TTY, on one that does not know its size, and in CI. */
  get isLive(): boolean {
    if (this.#quiet || this.#inCi || this.#isDumb) return false;
    const stream = perhapsTerminal('stderr');
    return stream?.isTTY === true && stream.columns > 0;
  }

  /** For stderr; none without a TTY, at one that is dumb, with NO_COLOR and in CI. */
  get colors(): Colors {
    this.#colors ??= this.#colorsOf('stderr');
    return this.#colors;
  }

  /** For stdout. */
  get outColors(): Colors {
    this.#outColors ??= this.#colorsOf('stdout');
    return this.#outColors;
  }

  #colorsOf(name: StdName): Colors {
    if (this.#plain || this.#inCi || this.#isDumb || perhapsTerminal(name)?.isTTY !== true) return noColors;
    return terminalColors();
  }

  /** What is written from now on stands above the drawing, until there is none any more. */
  drawn(drawing: Drawing | undefined): void {
    this.#drawing = drawing;
  }

  /** Columns of stderr; 80 where nobody knows them. */
  get width(): number {
    return perhapsTerminal('stderr')?.columns || 80;
  }

  get outWidth(): number {
    return perhapsTerminal('stdout')?.columns || 120;
  }

  get height(): number {
    return perhapsTerminal('stderr')?.rows || 24;
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
    const stdout = madeStream('stdout');
    if (stdout?.writableNeedDrain === true) await once(stdout, 'drain');
  }

  json(value: unknown): void {
    writeStdout(`${JSON.stringify(value, null, 2)}\n`);
  }

  jsonLine(value: unknown): void {
    writeStdout(`${JSON.stringify(value)}\n`);
  }

  /** Progress and hints, on stderr; silent with `--quiet`. */
  note(text: string): void {
    if (!this.#quiet) this.#write(text);
  }

  /** What must be said, on stderr. */
  error(text: string): void {
    this.#write(text);
  }

  #write(text: string): void {
    this.#drawing?.clear();
    const rest = writeAhead('stderr', `${text}\n`);
    if (rest !== undefined) process.stderr.write(rest);
    this.#drawing?.draw();
  }
}

/** Text from outside (a log line, an error message) without what a terminal would obey. */
export const safe = (text: string): string => inert(text);
