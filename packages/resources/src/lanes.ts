import { UsageError } from '@codomyrmex/core';
import type { Owner } from './allocation.ts';
import { Lane, type Ticket } from './lane.ts';
import type { Need } from './need.ts';

/** Levels of priority: ranks 0 to 3. */
const RANKS = 4;

/** The lanes of a waiting line, made when they are first asked for. */
export class Lanes<W extends Owner> {
  /** By need and rank; a retired need's place goes to another. */
  private readonly lanes: (Lane<W> | undefined)[] = [];

  /** @throws UsageError for a need that is retired, or a rank that is none. */
  of(need: Need, rank: number): Lane<W> {
    const index = need.index * RANKS + rank;
    const known = this.lanes[index];
    if (known?.need === need && !need.retired) return known;
    if (need.retired) {
      throw new UsageError('the need is retired: a resource it names was removed, or it was forgotten', {
        suggestions: ['Compile the requests again.'],
      });
    }
    if (!Number.isInteger(rank) || rank < 0 || rank >= RANKS) {
      throw new UsageError(`a rank is a whole number from 0 to ${RANKS - 1}, not ${rank}`);
    }
    const lane = new Lane<W>(need, rank);
    this.lanes[index] = lane;
    return lane;
  }

  *tickets(): Generator<Ticket<W>> {
    for (const lane of this.lanes) {
      // A rank that nobody asked with has no lane, and leaves a hole.
      for (let ticket = lane?.first; ticket !== undefined; ticket = ticket.behind) yield ticket;
    }
  }
}
