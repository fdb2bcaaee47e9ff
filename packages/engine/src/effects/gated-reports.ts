import type { ActionContext, Log, LogLevel } from '@codomyrmex/core';
import { RateGate } from './rate-gate.ts';
import { saidProgress, saidText } from './said-text.ts';

const MAX_LINES_PER_SECOND = 5_000;
const MAX_REPORTS_PER_SECOND = 50;

/** What an action says of its work, from another thread or process. */
export type SaidMessage =
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string }
  | { readonly kind: 'progress'; readonly fraction: number | null; readonly message: string | undefined };

/** Log and progress that send messages, at a rate that the engine's thread can take. */
export class GatedReports {
  readonly log: Log;
  readonly #send: (message: SaidMessage) => void;
  readonly #lines = new RateGate(MAX_LINES_PER_SECOND);
  readonly #reports = new RateGate(MAX_REPORTS_PER_SECOND);

  constructor(send: (message: SaidMessage) => void) {
    this.#send = send;
    const line = (level: LogLevel) => (message: string) => this.#line(level, message);
    this.log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  }

  readonly progress: ActionContext['progress'] = (fraction, message) => {
    if (this.#reports.admit()) this.#send({ kind: 'progress', ...saidProgress(fraction, message) });
  };

  #line(level: LogLevel, message: string): void {
    if (!this.#lines.admit()) return;
    const held = this.#lines.takeHeld();
    if (held > 0) {
      const why = `${held} lines are not logged: more than ${MAX_LINES_PER_SECOND} a second`;
      this.#send({ kind: 'log', level: 'warn', message: why });
    }
    this.#send({ kind: 'log', level, message: saidText(message) });
  }
}
