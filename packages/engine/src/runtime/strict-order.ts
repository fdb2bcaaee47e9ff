import { Heap } from '@codomyrmex/resources';

/** Who goes first: as the definition has them, as they come, or by priority. */
export type OrderRule = 'declared' | 'arrival' | 'priority';

/** As in the line of resources: so many admissions, while a task waits, weigh as much as one level of priority. */
const PATIENCE = 100;

/** A task in the order, from its asking until it lets go. */
export interface OrderPlace {
  /** In the heap; -1 when it is in none. */
  index: number;
  readonly key: number;
  readonly sequence: number;
  readonly admit: () => void;
  isInside: boolean;
}

/**
 * The order in which the tasks of a session may ask for what they need. The one whose turn it is goes first even when it
 * has to wait for resources: nobody passes it. At most `limit` are inside; the others wait here and not in the line.
 *
 * Those inside hold nothing unless all that they need was granted to them, so that a wait here never ends in a deadlock.
 */
export class StrictOrder {
  readonly #rule: OrderRule;
  readonly #limit: number;
  readonly #waiting = new Heap<OrderPlace>((a, b) => (a.key === b.key ? a.sequence < b.sequence : a.key < b.key));
  #inside = 0;
  #asked = 0;
  #admitted = 0;

  constructor(rule: OrderRule, limit: number) {
    this.#rule = rule;
    this.#limit = limit;
  }

  /** `admit` is called from `settle`, once, when it is its turn. */
  enter(task: number, rank: number, admit: () => void): OrderPlace {
    const place = { index: -1, key: this.#keyOf(task, rank), sequence: this.#asked++, admit, isInside: false };
    this.#waiting.push(place);
    return place;
  }

  /** It has let go, or does not want to go any more. */
  leave(place: OrderPlace): void {
    if (place.isInside) this.#inside--;
    else if (place.index >= 0) this.#waiting.remove(place);
    place.isInside = false;
  }

  settle(): void {
    while (this.#inside < this.#limit) {
      const next = this.#waiting.pop();
      if (next === undefined) return;
      this.#inside++;
      this.#admitted++;
      next.isInside = true;
      next.admit();
    }
  }

  #keyOf(task: number, rank: number): number {
    switch (this.#rule) {
      case 'declared':
        return task;
      case 'arrival':
        return 0;
      case 'priority':
        return this.#admitted - rank * PATIENCE;
    }
  }
}
