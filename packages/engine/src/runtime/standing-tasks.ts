import type { RunEvent } from '@codomyrmex/dag';
import type { InHand } from './in-hand.ts';

/** Standing tasks of a run whose attempts are in hand: those that only wait. */
export class StandingTasks {
  /** Most runs have none. */
  #tasks: Set<number> | undefined;

  add(task: number): void {
    this.#tasks ??= new Set();
    this.#tasks.add(task);
  }

  /** Whether it was among them. */
  delete(task: number): boolean {
    return this.#tasks?.delete(task) === true;
  }

  /** They are told what may concern them. */
  look(events: readonly RunEvent[], inHand: readonly (InHand | undefined)[]): void {
    if (this.#tasks === undefined || this.#tasks.size === 0 || !events.some(concerns)) return;
    for (const task of this.#tasks) {
      const held = inHand[task];
      if (held?.kind === 'invoking') held.invocation.look?.();
    }
  }
}

const concerns = ({ type }: RunEvent): boolean =>
  type === 'signal_received' || type === 'run_paused' || type === 'run_continued';
