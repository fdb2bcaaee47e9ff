import type { RunLoop } from '../runtime/run-loop.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import { shown } from './simulated-names.ts';

/** Who waited from when on, and what for when it began. */
export class SimulatedWaits {
  readonly since: (number | undefined)[];
  readonly for: (readonly string[] | undefined)[];
  readonly #loop: RunLoop;
  readonly #clock: SimulatedClock;
  readonly #toNote: (waits: SimulatedWaits) => void;
  #ready: number[] = [];

  /** `toNote` is told when there is something to note: whoever plays many runs looks into no other. */
  constructor(loop: RunLoop, clock: SimulatedClock, toNote: (waits: SimulatedWaits) => void) {
    const { plan } = loop.run;
    this.#loop = loop;
    this.#clock = clock;
    this.#toNote = toNote;
    this.since = new Array<number | undefined>(plan.size).fill(undefined);
    this.for = new Array<readonly string[] | undefined>(plan.size).fill(undefined);
    loop.onChanged((task) => this.#see(task));
  }

  /** At a moment in which everything that can start has started. */
  note(): void {
    for (const task of this.#ready) {
      if (this.#loop.state.tasks[task]?.kind === 'ready') this.for[task] = this.#loop.waitsFor(task).map(shown);
    }
    this.#ready = [];
  }

  #see(task: number): void {
    if (this.since[task] !== undefined || this.#loop.state.tasks[task]?.kind !== 'ready') return;
    this.since[task] = this.#clock.now();
    if (this.#ready.push(task) === 1) this.#toNote(this);
  }
}
