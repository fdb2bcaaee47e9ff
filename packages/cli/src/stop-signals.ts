import { CANCELLED } from './interrupts.ts';

/** Ctrl-C and SIGTERM while a command goes on without an end of its own. The second one leaves at once. */
export class StopSignals {
  /** Settles with the first of them. */
  readonly first: Promise<NodeJS.Signals>;
  readonly #take: (signal: NodeJS.Signals) => void;

  constructor(beforeLeaving: () => void) {
    let told: ((signal: NodeJS.Signals) => void) | undefined;
    this.first = new Promise((resolve) => {
      told = resolve;
    });
    this.#take = (signal) => {
      if (told === undefined) {
        beforeLeaving();
        process.exit(CANCELLED);
      }
      told(signal);
      told = undefined;
    };
    process.on('SIGINT', this.#take);
    process.on('SIGTERM', this.#take);
  }

  release(): void {
    process.off('SIGINT', this.#take);
    process.off('SIGTERM', this.#take);
  }
}
