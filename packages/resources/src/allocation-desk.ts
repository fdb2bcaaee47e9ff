import {
  type Clock,
  DefinitionError,
  type Ids,
  type Priority,
  type Problem,
  priorityRank,
  UsageError,
} from '@codomyrmex/core';
import type { Allocation } from './allocation.ts';
import type { GrantingLine } from './granting-line.ts';
import { checkSeconds, type Lease, Leases } from './leases.ts';
import type { Need, Shape } from './need.ts';
import { type Requirements, readRequirements } from './requirements.ts';
import { resourceUnavailable } from './resource-unavailable.ts';
import { shortagesOf } from './shortage.ts';

const A_MONTH_MS = 30 * 24 * 3_600_000;

export interface AcquireOptions {
  /** Seconds after which what was granted expires, as of `allocateResources`. */
  readonly timeout?: number | undefined;
  /** Seconds to wait at most; for ever unless given. */
  readonly waitSeconds?: number | undefined;
  /** `normal` unless given. */
  readonly priority?: Priority | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Kept with the allocations. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** What somebody asks for, understood. */
interface Claim {
  readonly user: string;
  readonly need: Need;
  readonly resourcesOf: (shape: Shape) => Record<string, string>;
  readonly timeout?: number | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** How somebody waits. */
interface Patience {
  readonly rank: number;
  readonly signal: AbortSignal | undefined;
  readonly waitSeconds: number | undefined;
}

/** Those who may wait at the door at once. */
const MAX_WAITING = 100_000;

/** Where users by name take, wait and give back. It tells the line the time before it asks anything of it. */
export class AllocationDesk {
  readonly line: GrantingLine;
  private readonly clock: Clock | undefined;
  private readonly leases: Leases;
  private waiting = 0;
  private refill: { readonly at: number; readonly stop: () => void } | undefined = undefined;

  constructor(line: GrantingLine, clock: Clock | undefined, ids: Ids) {
    this.line = line;
    this.clock = clock;
    this.leases = new Leases(clock, ids, () => this.tick());
  }

  /** Tells the time, and ends what is over; how many leases that were. */
  tick(): number {
    if (this.clock !== undefined) this.line.advance(this.clock.now());
    const expired = this.leases.takeExpired();
    if (expired.length > 0) this.giveBack(expired);
    return expired.length;
  }

  /** Grants what now fits to those who wait, and sees to it that the next refill is not missed. */
  settle(): void {
    this.line.drain();
    const at = this.waiting > 0 ? this.line.nextRefill() : undefined;
    if (at === this.refill?.at) return;
    this.refill?.stop();
    this.refill = undefined;
    if (at === undefined || this.clock === undefined) return;
    const stop = this.clock.after(Math.max(0, at - this.clock.now()), () => {
      this.refill = undefined;
      this.tick();
      this.settle();
    });
    this.refill = { at, stop };
  }

  /** Takes everything now, or nothing: then `undefined`. */
  take(user: string, requirements: Requirements, timeout?: number): Record<string, string> | undefined {
    this.check(user, timeout);
    this.tick();
    const read = readRequirements(requirements, this.line.ledger, user);
    if (read.kind === 'refused') return undefined;
    const allocation = this.line.tryTake(read.need, { label: user });
    if (allocation !== undefined) return this.record({ ...read, user, timeout }, allocation);
    this.line.ledger.forget(read.need);
    return undefined;
  }

  /** Takes what is of one resource. */
  takeOne(user: string, requirements: Requirements): Lease {
    this.tick();
    const read = readRequirements(requirements, this.line.ledger, user);
    if (read.kind === 'refused') throw refused(read.problems);
    const allocation = this.line.tryTake(read.need, { label: user });
    const [lease] = allocation === undefined ? [] : this.lease({ ...read, user }, allocation);
    if (lease !== undefined) return lease;
    const shortages = shortagesOf(read.need.shapes, this.line.ledger.books, () => undefined);
    this.line.ledger.forget(read.need);
    throw resourceUnavailable(user, shortages);
  }

  /** Whether it could be taken now. */
  couldTake(requirements: Requirements): boolean {
    this.tick();
    this.line.drain();
    const { ledger } = this.line;
    const read = readRequirements(requirements, ledger);
    if (read.kind === 'refused') {
      if (read.problems.every(({ code }) => code === 'too_much' || code === 'unknown_resource')) return false;
      throw refused(read.problems);
    }
    const shape = ledger.books.choose(read.need);
    ledger.forget(read.need);
    return shape !== undefined;
  }

  /** Waits in the line for everything. */
  async wait(user: string, requirements: Requirements, options: AcquireOptions): Promise<Record<string, string>> {
    const { timeout, waitSeconds, priority = 'normal', signal, metadata } = options;
    this.check(user, timeout);
    if (waitSeconds !== undefined) this.checkWaiting(waitSeconds);
    const rank = priorityRank[priority];
    if (rank === undefined) throw new UsageError(`there is no priority "${priority}"`);
    signal?.throwIfAborted();
    if (this.waiting >= MAX_WAITING) throw new UsageError(`${MAX_WAITING} users wait for resources already`);
    this.tick();
    const read = readRequirements(requirements, this.line.ledger, user);
    if (read.kind === 'refused') throw refused(read.problems);
    return this.queue({ ...read, user, timeout, metadata }, { rank, signal, waitSeconds });
  }

  of(user: string): Lease[] {
    this.tick();
    return this.leases.of(user);
  }

  /** `false` where one of the ids is none of the user's; the others are given back. */
  give(user: string, ids: readonly string[] | undefined): boolean {
    this.tick();
    const all = ids ?? this.leases.of(user).map(({ id }) => id);
    const leases = all.flatMap((id) => this.leases.take(user, id) ?? []);
    this.giveBack(leases);
    return leases.length === all.length;
  }

  /** `false` where it is none of the user's, or over. */
  renew(user: string, id: string, timeout: number): boolean {
    this.check(user, timeout);
    this.tick();
    const lease = this.leases.find(user, id);
    if (lease === undefined) return false;
    const { allocation } = lease.grant;
    this.leases.renew(lease, timeout);
    this.tellEnd(
      allocation,
      this.leases.of(user).filter(({ grant }) => grant.allocation === allocation),
    );
    return true;
  }

  private queue(claim: Claim, { rank, signal, waitSeconds }: Patience): Promise<Record<string, string>> {
    return new Promise((resolve, reject) => {
      const ends: (() => void)[] = [];
      const end = (): void => {
        this.waiting -= 1;
        for (const stop of ends) stop();
      };
      this.waiting += 1;
      const ticket = this.line.ask(claim.need, rank, { label: claim.user }, (granted) => {
        end();
        resolve(this.record(claim, granted));
      });
      const giveUp = (reason: unknown): void => {
        if (!this.line.withdraw(ticket)) return;
        end();
        this.line.ledger.forget(claim.need);
        this.settle();
        reject(reason);
      };
      this.settle();
      if (ticket.state !== 'waiting') return;
      if (signal !== undefined) ends.push(onAbort(signal, giveUp));
      if (waitSeconds === undefined) {
        // Leases end in the background: a process in which somebody waits for that must not end before.
        ends.push(this.after(A_MONTH_MS, () => {}));
        return;
      }
      const late = (): void => {
        this.tick();
        this.settle();
        giveUp(resourceUnavailable(claim.user, this.line.waitsFor(ticket), waitSeconds));
      };
      if (waitSeconds === 0) late();
      else ends.push(this.after(waitSeconds * 1_000, late));
    });
  }

  /** A clock may call early: it clamps long delays to what timers hold. */
  private after(delayMs: number, due: () => void): () => void {
    const { clock } = this;
    if (clock === undefined) return () => {};
    const until = clock.now() + delayMs;
    let stop = clock.after(delayMs, function again() {
      const left = until - clock.now();
      if (left <= 0) due();
      else stop = clock.after(left, again);
    });
    return () => stop();
  }

  private record(claim: Claim, allocation: Allocation): Record<string, string> {
    const { shape } = allocation;
    if (shape === undefined) return {};
    this.lease(claim, allocation);
    if (shape.parts.length === 0) {
      this.line.release(allocation);
      this.line.ledger.forget(claim.need);
    }
    return claim.resourcesOf(shape);
  }

  private lease({ need, user, timeout, metadata }: Claim, allocation: Allocation): Lease[] {
    const limitOf = (id: string): number | undefined => this.line.ledger.find(id)?.limits?.timeoutSeconds ?? undefined;
    const lifetimeOf = (id: string): number | undefined => timeout ?? limitOf(id);
    const leases = this.leases.add({ need, allocation }, { user, lifetimeOf, metadata });
    this.tellEnd(allocation, leases);
    return leases;
  }

  /** Other processes do not wait longer for a process that is stuck: what was granted together is over for them with its last lease. */
  private tellEnd(allocation: Allocation, leases: readonly Lease[]): void {
    if (this.line.expireAt === undefined) return;
    const ends = leases.map(({ expiresAt }) => expiresAt ?? Number.POSITIVE_INFINITY);
    const last = Math.max(...ends);
    this.line.expireAt(allocation, Number.isFinite(last) ? last : null);
    this.line.drain();
  }

  private giveBack(leases: readonly Lease[]): void {
    for (const { grant, resource } of leases) {
      this.line.releasePart(grant.allocation, resource);
      if (grant.allocation.shape === undefined) this.line.ledger.forget(grant.need);
    }
    this.settle();
  }

  /** @throws UsageError for a user or a time that is none, or a time without a clock. */
  check(user: string, timeout: number | undefined): void {
    if (typeof user !== 'string' || user === '' || user.length > 200) {
      throw new UsageError('a user is named by 1 to 200 characters');
    }
    if (timeout === undefined) return;
    checkSeconds('a timeout', timeout);
    this.needsClock('allocations cannot expire without a clock');
  }

  private checkWaiting(seconds: number): void {
    checkSeconds('how long to wait', seconds, 'from 0');
    this.needsClock('waiting cannot end after a time without a clock');
  }

  private needsClock(message: string): void {
    if (this.clock !== undefined) return;
    throw new UsageError(message, { suggestions: ['Give the resource manager a clock.'] });
  }
}

function onAbort(signal: AbortSignal, call: (reason: unknown) => void): () => void {
  const abort = (): void => call(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}

function refused(problems: readonly Problem[]): DefinitionError {
  const all = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new DefinitionError(`this can never be granted: ${all}`, problems, { code: 'INVALID_PARAMETERS' });
}
