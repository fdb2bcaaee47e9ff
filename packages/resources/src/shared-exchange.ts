import { type Clock, InternalError } from '@codomyrmex/core';
import type { Owner } from './allocation.ts';
import type { FenceNumbers } from './fence-numbers.ts';
import type { ForeignHoldings, ForeignWant } from './foreign-holdings.ts';
import type { Ticket } from './lane.ts';
import type { Ledger } from './ledger.ts';
import type { Need, Shape } from './need.ts';
import type { OwnWants } from './own-wants.ts';
import type { SharedChanges, SharedHoldings, SharedView } from './shared-holdings.ts';
import type { SharedNeeds } from './shared-needs.ts';
import type { SharedOutbox } from './shared-outbox.ts';
import type { SharedRates } from './shared-rates.ts';
import type { WaitingLine } from './waiting-line.ts';

/** After the store could not be used. */
const RETRY_MS = 1_000;
/** So long a want waits before anything is kept for it: to hand a resource over costs both sides a poll. */
const TURN_MS = 200;

export interface SharedExchangePorts {
  readonly holdings: SharedHoldings;
  readonly clock: Clock;
  readonly fences: FenceNumbers;
  readonly onFault: (error: unknown) => void;
  readonly ledger: Ledger;
  readonly line: WaitingLine<Owner>;
  readonly needs: SharedNeeds;
  readonly wants: OwnWants;
  readonly foreign: ForeignHoldings;
  readonly outbox: SharedOutbox;
  readonly rates: SharedRates;
}

/** Lets a line grant shared things while no other process can, or everything else where that is not possible. */
export class SharedExchange {
  /** Granted by the line and not told yet. */
  granted: Ticket[] = [];
  /** Granted in an exchange that was not stored. */
  readonly returned = new Map<Ticket, Need>();
  private readonly ports: SharedExchangePorts;
  /** Of those granted the shared ones, in the exchange that is under way. */
  private readonly claimed = new Map<Ticket, Need>();
  /** 0 while the store can be used. */
  private retryAt = 0;

  constructor(ports: SharedExchangePorts) {
    this.ports = ports;
  }

  /** What is to be told, once. */
  takeGranted(): readonly Ticket[] {
    const { granted } = this;
    if (granted.length === 0) return granted;
    this.granted = [];
    if (this.claimed.size > 0) this.claimed.clear();
    return granted;
  }

  /** Within an exchange, or where there cannot be one, without anything shared. `false` when there was none. */
  act(mustExchange: boolean, act: (isAlone: boolean) => void): boolean {
    if (!mustExchange) {
      act(true);
      this.refuseShared();
      return true;
    }
    const now = this.ports.clock.now();
    if (now >= this.retryAt && this.tryExchange(now, () => act(false))) return true;
    this.ports.foreign.block(this.ports.wants.rows());
    try {
      act(true);
      this.refuseShared();
    } finally {
      this.ports.foreign.letGo();
    }
    return false;
  }

  /** S1, checked. */
  refuseShared(): void {
    if (this.ports.wants.size === 0 || !this.granted.some((ticket) => this.ports.wants.has(ticket))) return;
    throw new InternalError('something shared was granted without the other processes');
  }

  private tryExchange(now: number, act: () => void): boolean {
    try {
      this.ports.holdings.exchange(now, (view) => this.exchanged(now, view, act));
      this.ports.outbox.clear();
      this.retryAt = 0;
      return true;
    } catch (error) {
      this.takeBack();
      if (this.retryAt === 0) this.ports.onFault(error);
      this.retryAt = now + RETRY_MS;
      return false;
    }
  }

  private exchanged(now: number, view: SharedView, act: () => void): SharedChanges {
    const { fences } = this.ports;
    fences.riseAbove(view.fence, now);
    this.ports.ledger.advance(now);
    this.ports.foreign.apply(view.others, this.ports.needs.seen);
    this.ports.rates.read(view.levels);
    const due = dueWants(view, now);
    this.ports.foreign.keep(due);
    try {
      this.grantReturned();
      this.takeTurns(due, view.number);
      act();
      for (const ticket of this.granted) this.claim(ticket);
      const wants = this.ports.outbox.untoldWants(this.ports.wants.refresh(now));
      return { ...this.ports.outbox.untold(), wants, levels: this.ports.rates.changed(now), fence: fences.last };
    } finally {
      this.ports.foreign.letGo();
    }
  }

  /** What the wants of this process would be kept from by younger ones of others. */
  private takeTurns(due: readonly ForeignWant[], number: number): void {
    if (due.length === 0) return;
    for (const { ticket, need, since } of this.ports.wants.published) {
      if (ticket.state !== 'waiting') continue;
      const younger = due.filter(
        ({ process, want }) => since < want.since || (since === want.since && number < process.number),
      );
      if (younger.length === 0) return;
      const shape = need.shapes.find((one) => this.ports.foreign.fitsBefore(younger, one));
      if (shape !== undefined) this.grantTurn(ticket, shape);
    }
  }

  private grantTurn(ticket: Ticket, shape: Shape): void {
    this.ports.line.withdraw(ticket);
    this.ports.ledger.books.hold(ticket, shape);
    this.granted.push(ticket);
  }

  private grantReturned(): void {
    for (const [ticket, need] of this.returned) {
      const shape = this.ports.ledger.books.choose(need);
      if (shape === undefined) continue;
      this.returned.delete(ticket);
      this.ports.wants.add(ticket, need);
      this.ports.ledger.books.hold(ticket, shape);
      this.granted.push(ticket);
    }
  }

  /** If what was granted is shared, the others are told. */
  private claim(ticket: Ticket): void {
    const need = this.ports.wants.remove(ticket);
    if (need === undefined) return;
    this.claimed.set(ticket, need);
    this.ports.outbox.hold(ticket);
  }

  /** After an exchange that was not stored: what was granted in it is as if it had not been. */
  private takeBack(): void {
    for (const ticket of this.granted) this.claim(ticket);
    for (const [ticket, need] of this.claimed) {
      this.ports.line.release(ticket);
      this.ports.outbox.release(ticket);
      this.returned.set(ticket, need);
    }
    this.granted = this.granted.filter((ticket) => !this.claimed.has(ticket));
    this.claimed.clear();
  }
}

/** What others have wanted for long enough to be kept something. */
function dueWants({ others }: SharedView, now: number): ForeignWant[] {
  return others.flatMap((process) =>
    process.wants.filter(({ since }) => now - since >= TURN_MS).map((want) => ({ process, want })),
  );
}
