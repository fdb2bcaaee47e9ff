import type { LiveRun } from '@codomyrmex/engine';
import { program } from './output/called-as.ts';

/** What a shell gives for a process that Ctrl-C ended. */
export const CANCELLED = 130;

/**
 * Ctrl-C while a run is carried. Once: cancel, so that what runs can end well, also when it comes before the run has begun.
 * Twice: leave; the run is then interrupted and can be resumed.
 */
export class Interrupts {
  readonly #note: (text: string) => void;
  readonly #interrupt = (signal: NodeJS.Signals): void => this.#take(signal);
  #run: LiveRun | undefined;
  #asked: NodeJS.Signals | undefined;

  constructor(note: (text: string) => void) {
    this.#note = note;
    process.on('SIGINT', this.#interrupt);
    process.on('SIGTERM', this.#interrupt);
  }

  attach(run: LiveRun): void {
    this.#run = run;
    if (this.#asked !== undefined) this.#cancel(run, this.#asked);
  }

  release(): void {
    process.off('SIGINT', this.#interrupt);
    process.off('SIGTERM', this.#interrupt);
  }

  #take(signal: NodeJS.Signals): void {
    if (this.#asked !== undefined) {
      if (this.#run !== undefined) this.#note(`left at once: ${program()} run resume ${this.#run.id} goes on`);
      process.exit(CANCELLED);
    }
    this.#asked = signal;
    if (this.#run !== undefined) this.#cancel(this.#run, signal);
  }

  #cancel(run: LiveRun, signal: NodeJS.Signals): void {
    this.#note(`${signal}: cancelling ${run.id}; once more leaves at once`);
    run.cancel(`${signal} from the terminal`);
  }
}
