import type { Clock } from '@codomyrmex/core';
import type { Allocation, Owner } from './allocation.ts';
import type { FenceNumbers } from './fence-numbers.ts';
import { ForeignHoldings } from './foreign-holdings.ts';
import type { Ticket } from './lane.ts';
import type { Ledger } from './ledger.ts';
import type { Need, Row } from './need.ts';
import { OwnWants } from './own-wants.ts';
import { SharedExchange } from './shared-exchange.ts';
import type { SharedHoldings } from './shared-holdings.ts';
import { SharedNeeds } from './shared-needs.ts';
import { SharedOutbox } from './shared-outbox.ts';
import { SharedRates } from './shared-rates.ts';
import type { Shortage } from './shortage.ts';
import type { WaitingTicket } from './wait-for-graph.ts';
import { WaitingLine, type WaitingLineOptions } from './waiting-line.ts';

export interface SharedLineOptions<W extends Owner> extends WaitingLineOptions<W> {
  readonly holdings: SharedHoldings;
  readonly clock: Clock;
  /** Of the ledger; they rise across processes as long as it uses these. */
  readonly fences: FenceNumbers;
  /** Whether all processes mean the same by a resource of that id. */
  readonly isShared: (resource: string) => boolean;
  /** The store cannot be used, told once until it can be again. Meanwhile nothing shared is granted; what waits goes on waiting. */
  readonly onFault: (error: unknown) => void;
}

/** How often it is looked whether another process gave something back, while something shared is waited for. */
const POLL_MS = 25;

/**
 * A waiting line whose ledger several processes share. To its user it is a WaitingLine; in between it exchanges with the
 * others, only when something shared was asked for, given back or may be granted: requests for slots of this process alone
 * cost what they cost there.
 *
 * S1 Safe. Shared grants are decided within an exchange, which excludes all others, over a ledger in which everything that
 *    others hold is taken. So never is more held than there is by this process's own definition of it.
 * S2 Nothing is told before it is stored. When the store refuses, the grants of the exchange are taken back, and those who
 *    had them go first as soon as it can be used again.
 * S3 Nobody starves. Each process tells the first ticket of each need that lacks something shared and nothing else. A want
 *    that waits longer than 200 ms is kept what it was ever found lacking: nobody else takes of it, except for wants
 *    that wait longer. As soon as it is met the next one of that need begins to wait, so processes take turns.
 * S4 No deadlock. Requests are granted whole, so nobody holds while waiting, and all processes order wants by (since,
 *    process). The first of them takes no heed of what is kept for the others, and of the rows that it lacks nobody else
 *    takes anything: it is met as soon as the holders have given back, and then the next one is the first.
 * S5 What a process holds and wants goes with it, however it ends.
 */
export class SharedLine<W extends Owner> {
  readonly ledger: Ledger;
  private readonly options: SharedLineOptions<W>;
  private readonly line: WaitingLine<Owner>;
  private readonly needs: SharedNeeds;
  private readonly wants: OwnWants;
  private readonly foreign: ForeignHoldings;
  private readonly outbox: SharedOutbox;
  /** Of tickets that were asked for with one of their own. */
  private readonly listeners = new Map<Ticket, () => void>();
  private readonly exchange: SharedExchange;
  private isDraining = false;
  private isAskedAgain = false;
  private cancelPoll: (() => void) | undefined;

  /** @throws UsageError as {@link WaitingLine} does. */
  constructor(options: SharedLineOptions<W>) {
    this.options = options;
    this.ledger = options.ledger;
    this.line = new WaitingLine({ ...options, onGrant: (ticket) => this.exchange.granted.push(ticket) });
    this.needs = new SharedNeeds(options.isShared);
    this.wants = new OwnWants(this.needs, options.ledger.books);
    this.foreign = new ForeignHoldings(options.ledger);
    this.outbox = new SharedOutbox(this.needs);
    const { line, needs, wants, foreign, outbox } = this;
    const rates = new SharedRates(options.ledger, needs);
    this.exchange = new SharedExchange({ ...options, line, needs, wants, foreign, outbox, rates });
  }

  get size(): number {
    return this.line.size + this.exchange.returned.size;
  }

  get looks(): number {
    return this.line.looks;
  }

  advance(now: number): void {
    this.line.advance(now);
  }

  nextRefill(): number | undefined {
    return this.line.nextRefill();
  }

  /** @throws UsageError as {@link WaitingLine.ask} does. */
  ask(need: Need, rank: number, owner: W): Ticket<W>;
  ask<O extends Owner>(need: Need, rank: number, owner: O, onGrant: (ticket: Ticket<O>) => void): Ticket<O>;
  ask(need: Need, rank: number, owner: W, onGrant?: (ticket: Ticket<W>) => void): Ticket<W> {
    // The ticket of the owner that was given.
    const ticket = this.line.ask(need, rank, owner) as Ticket<W>;
    if (onGrant !== undefined) this.listeners.set(ticket, () => onGrant(ticket));
    if (this.needs.concerns(need)) {
      this.wants.add(ticket, need);
      this.outbox.isDue = true;
    }
    return ticket;
  }

  withdraw(ticket: Ticket): boolean {
    if (this.listeners.size > 0) this.listeners.delete(ticket);
    if (this.exchange.returned.size > 0 && this.exchange.returned.delete(ticket)) return true;
    if (!this.line.withdraw(ticket)) return false;
    if (this.wants.remove(ticket) !== undefined) this.outbox.isDue = true;
    return true;
  }

  /** @throws UsageError when it holds nothing. */
  release(allocation: Allocation): void {
    this.line.release(allocation);
    this.outbox.release(allocation);
  }

  /** @throws UsageError when it holds nothing of the resource. */
  releasePart(allocation: Allocation, resource: string): void {
    this.line.releasePart(allocation, resource);
    this.outbox.releasePart(allocation);
  }

  /** As {@link WaitingLine.askAtOnce}, of what this process has alone: what is shared is granted within an exchange. */
  askAtOnce(need: Need, owner: W, instead?: Ticket): Ticket<W> | undefined {
    if (this.needs.concerns(need) || this.exchange.returned.size > 0) return undefined;
    return this.line.askAtOnce(need, owner, instead) as Ticket<W> | undefined; // of the owner that was given
  }

  /** From then on, in milliseconds since the epoch, others count it as given back; whoever took it gives it back by then. */
  expireAt(allocation: Allocation, at: number | null): void {
    this.outbox.expireAt(allocation, at);
  }

  /** Grants everything that can be granted. Called within a drain, it leaves the work to that one. */
  drain(): void {
    this.isAskedAgain = true;
    if (this.isDraining) return;
    this.isDraining = true;
    try {
      while (this.isAskedAgain) {
        this.isAskedAgain = false;
        if (this.mustExchange()) this.exchange.act(true, () => this.line.drain());
        else this.line.drain();
        this.exchange.refuseShared();
        this.tell();
      }
    } finally {
      this.isDraining = false;
      this.arrangePoll();
    }
  }

  /** Grants a need now or not at all; not while the store cannot be used, if it is shared. */
  tryTake<O extends Owner>(need: Need, owner: O): Allocation<O> | undefined {
    const isShared = this.needs.concerns(need);
    let taken: Allocation<O> | undefined;
    const isStored = this.exchange.act(isShared || this.mustExchange(), (isAlone) => {
      if (isShared && isAlone) return;
      taken = this.line.tryTake(need, owner);
      if (taken !== undefined && isShared) this.outbox.hold(taken);
    });
    if (!isStored && isShared && taken !== undefined) {
      this.release(taken);
      taken = undefined;
    }
    this.tell();
    this.arrangePoll();
    return taken;
  }

  /** Those of this process. */
  waiters(): Iterable<WaitingTicket> {
    return this.line.waiters();
  }

  keptFor(row: Row): WaitingTicket | undefined {
    return this.line.keptFor(row);
  }

  /** What a ticket lacks and who holds it, in other processes too, as they were seen last. */
  waitsFor(ticket: Ticket): readonly Shortage[] {
    this.foreign.keepAgain();
    try {
      return this.line.waitsFor(ticket).map((shortage) => ({
        ...shortage,
        keptFor: shortage.keptFor ?? this.foreign.keeperOf(shortage.resource),
      }));
    } finally {
      this.foreign.letGo();
    }
  }

  /** Looks what others hold now, for displays. */
  refresh(): void {
    const now = this.options.clock.now();
    if (!this.options.holdings.changed(now)) return;
    this.advance(now);
    this.outbox.isDue = true;
    this.drain();
  }

  /** Looks at others no more. What is held stays so until the store is closed. */
  close(): void {
    this.cancelPoll?.();
    this.cancelPoll = undefined;
  }

  private mustExchange(): boolean {
    return this.outbox.isDue || (this.wants.size > 0 && this.wants.mayFit());
  }

  private tell(): void {
    for (const ticket of this.exchange.takeGranted()) {
      const listener = this.listeners.size > 0 ? this.listeners.get(ticket) : undefined;
      if (listener !== undefined) this.listeners.delete(ticket);
      // Whoever gave no listener asked as one of the line's own.
      if (listener === undefined) this.options.onGrant(ticket as Ticket<W>);
      else listener();
    }
  }

  /** While something shared is waited for, or could not be told, and not otherwise. */
  private arrangePoll(): void {
    const isNeeded = this.wants.size > 0 || this.exchange.returned.size > 0 || this.outbox.isDue;
    if (!isNeeded) this.close();
    else this.cancelPoll ??= this.options.clock.after(POLL_MS, () => this.poll());
  }

  private poll(): void {
    this.cancelPoll = undefined;
    if (this.exchange.returned.size > 0 || this.isChanged()) this.outbox.isDue = true;
    this.advance(this.options.clock.now());
    this.drain();
  }

  private isChanged(): boolean {
    try {
      return this.options.holdings.changed(this.options.clock.now());
    } catch {
      // The exchange says what is wrong.
      return true;
    }
  }
}
