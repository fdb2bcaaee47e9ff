import type { Allocation, Owner } from './allocation.ts';
import type { Ticket } from './lane.ts';
import type { Need } from './need.ts';
import type { Shortage } from './shortage.ts';
import type { WatchedLine } from './wait-for-graph.ts';

/** What the door needs of a waiting line, whoever else waits in it; a {@link WaitingLine} is one. */
export interface GrantingLine extends WatchedLine {
  ask<O extends Owner>(need: Need, rank: number, owner: O, onGrant: (ticket: Ticket<O>) => void): Ticket<O>;
  withdraw(ticket: Ticket): boolean;
  tryTake<O extends Owner>(need: Need, owner: O): Allocation<O> | undefined;
  release(allocation: Allocation): void;
  releasePart(allocation: Allocation, resource: string): void;
  /** Of a line that several processes share: from then on, in milliseconds since the epoch, the others count it as given back. */
  expireAt?(allocation: Allocation, at: number | null): void;
  drain(): void;
  advance(now: number): void;
  nextRefill(): number | undefined;
  waitsFor(ticket: Ticket): readonly Shortage[];
}
