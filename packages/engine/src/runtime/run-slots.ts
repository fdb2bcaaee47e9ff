import type { Ledger, Need, ResourceDefinition, Spare } from '@codomyrmex/resources';

/** Of a thousand runs that end together, no more is kept. */
const MOST_SPARE = 64;

/**
 * The slots of runs, which come and go. Those of a run that is over serve the next one that has as many, and their need comes
 * with them: to declare, compile and remove them anew took a fifth of a run of ten steps.
 */
export class RunSlots {
  readonly #ledger: Ledger;
  readonly #spare: Spare[] = [];

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /**
   * Opens so many slots. Gives the need of a task that takes one of them, one of the engine and nothing else, where it is known.
   * @throws UsageError when the id is taken.
   */
  open(id: string, slots: number): Need | undefined {
    const spare = this.#take(slots);
    if (spare !== undefined && this.#ledger.takeUp(spare, definitionOf(id, slots))) return spare.need;
    return this.openNew(id, slots);
  }

  /** Without a need that is known. */
  openNew(id: string, slots: number): undefined {
    this.#ledger.add(definitionOf(id, slots));
  }

  /** False, and nothing is changed, while somebody holds or asks for one. */
  close(id: string, need: Need | undefined): boolean {
    const spare = need === undefined || this.#spare.length >= MOST_SPARE ? undefined : this.#ledger.layAside(id, need);
    if (spare === undefined) return this.#ledger.remove(id);
    this.#spare.push(spare);
    return true;
  }

  #take(slots: number): Spare | undefined {
    for (let place = this.#spare.length - 1; place >= 0; place--) {
      const spare = this.#spare[place];
      if (spare === undefined || countOf(spare) !== slots) continue;
      const last = this.#spare.pop();
      if (last !== undefined && last !== spare) this.#spare[place] = last;
      return spare;
    }
    return undefined;
  }
}

const definitionOf = (id: string, slots: number): ResourceDefinition => ({ id, type: 'queue', capacity: { slots } });

const countOf = ({ account }: Spare): number | undefined => account.definition.capacity.slots;
