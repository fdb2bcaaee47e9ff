import { type AllocationId, allocationId, type Clock, type Ids, UsageError } from '@codomyrmex/core';
import type { Allocation } from './allocation.ts';
import { Heap } from './heap.ts';
import type { Need } from './need.ts';

/** What a user was granted together; it is given back by resource. */
export interface Grant {
  readonly need: Need;
  readonly allocation: Allocation;
}

/** What a user holds of one resource, until it is given back or its time is over. */
export interface Lease {
  readonly id: AllocationId;
  readonly user: string;
  readonly resource: string;
  readonly grant: Grant;
  /** Milliseconds since the epoch; `null` without a clock. */
  readonly allocatedAt: number | null;
  /** `null` for what does not expire. */
  expiresAt: number | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** In the heap; kept by the heap. */
  index: number;
}

/** Whose the leases are, and how long. */
export interface LeaseTerms {
  readonly user: string;
  /** Seconds by resource; `undefined` for ever. */
  readonly lifetimeOf: (resource: string) => number | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** Ten years. */
const MAX_SECONDS = 315_360_000;

/** @throws UsageError for a time that is none. */
export function checkSeconds(what: string, seconds: number, least: 'above 0' | 'from 0' = 'above 0'): void {
  const isEnough = least === 'from 0' ? seconds >= 0 : seconds > 0;
  if (isEnough && seconds <= MAX_SECONDS) return;
  throw new UsageError(`${what} is a number of seconds ${least}, at most ten years, not ${seconds}`);
}

/**
 * Who was granted what through the door. A lease is alive for at least a millisecond, ends once, and is not brought back: what
 * has expired cannot be renewed or given back any more. One timer serves all of them.
 */
export class Leases {
  private readonly byUser = new Map<string, Map<string, Lease>>();
  private readonly expiring = new Heap<Lease>((a, b) => (a.expiresAt ?? 0) < (b.expiresAt ?? 0));
  private readonly clock: Clock | undefined;
  private readonly ids: Ids;
  private readonly onDue: () => void;
  private timer: { readonly at: number; readonly stop: () => void } | undefined = undefined;

  /** @param onDue called when a lease is over; it calls `takeExpired` */
  constructor(clock: Clock | undefined, ids: Ids, onDue: () => void) {
    this.clock = clock;
    this.ids = ids;
    this.onDue = onDue;
  }

  /** One lease for each resource of which something is held. */
  add(grant: Grant, { user, lifetimeOf, metadata = {} }: LeaseTerms): Lease[] {
    const resources = new Set(grant.allocation.shape?.parts.map(({ row }) => row.resource));
    const ofUser = this.byUser.get(user) ?? new Map<string, Lease>();
    const leases: Lease[] = [];
    for (const resource of resources) {
      const id = allocationId(this.ids());
      const allocatedAt = this.clock?.now() ?? null;
      const expiresAt = this.endOf(lifetimeOf(resource));
      const lease: Lease = { id, user, resource, grant, allocatedAt, expiresAt, metadata, index: -1 };
      ofUser.set(id, lease);
      leases.push(lease);
      if (expiresAt !== null) this.expiring.push(lease);
    }
    if (ofUser.size > 0) this.byUser.set(user, ofUser);
    this.arm();
    return leases;
  }

  of(user: string): Lease[] {
    return [...(this.byUser.get(user)?.values() ?? [])];
  }

  find(user: string, id: string): Lease | undefined {
    return this.byUser.get(user)?.get(id);
  }

  /** Takes the lease out, if it is the user's and not over. */
  take(user: string, id: string): Lease | undefined {
    const lease = this.find(user, id);
    if (lease === undefined) return undefined;
    this.remove(lease);
    this.arm();
    return lease;
  }

  /** From now on it lasts so many seconds. */
  renew(lease: Lease, seconds: number): void {
    if (lease.expiresAt !== null) this.expiring.remove(lease);
    lease.expiresAt = this.endOf(seconds);
    if (lease.expiresAt !== null) this.expiring.push(lease);
    this.arm();
  }

  /** Takes out those whose time is over. */
  takeExpired(): Lease[] {
    const now = this.clock?.now() ?? Number.NEGATIVE_INFINITY;
    const expired: Lease[] = [];
    for (let lease = this.expiring.first; lease !== undefined; lease = this.expiring.first) {
      if ((lease.expiresAt ?? now) > now) break;
      this.remove(lease);
      expired.push(lease);
    }
    if (expired.length > 0) this.arm();
    return expired;
  }

  private remove(lease: Lease): void {
    if (lease.expiresAt !== null) this.expiring.remove(lease);
    const ofUser = this.byUser.get(lease.user);
    ofUser?.delete(lease.id);
    if (ofUser?.size === 0) this.byUser.delete(lease.user);
  }

  private endOf(seconds: number | undefined): number | null {
    if (this.clock === undefined || seconds === undefined) return null;
    return this.clock.now() + Math.max(1, seconds * 1_000);
  }

  /** A clock may call early, as it clamps long delays to what timers hold: then it is asked again. */
  private arm(): void {
    const at = this.expiring.first?.expiresAt ?? undefined;
    if (at === this.timer?.at) return;
    this.timer?.stop();
    this.timer = undefined;
    if (this.clock === undefined || at === undefined) return;
    const stop = this.clock.after(
      Math.max(0, at - this.clock.now()),
      () => {
        this.timer = undefined;
        this.onDue();
        this.arm();
      },
      'background',
    );
    this.timer = { at, stop };
  }
}
