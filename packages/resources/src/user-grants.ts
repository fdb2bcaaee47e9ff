import { type AllocationId, allocationId, type Clock, type Ids } from '@codomyrmex/core';
import type { Allocation } from './allocation.ts';
import type { Need } from './need.ts';

/** What was taken, and for which need. */
export interface Grant {
  readonly need: Need;
  readonly allocation: Allocation;
}

/** A grant that a user holds. */
export interface UserGrant extends Grant {
  readonly id: AllocationId;
  readonly user: string;
  readonly resource: string;
  /** Milliseconds since the epoch; `null` without a clock. */
  readonly allocatedAt: number | null;
  readonly expiresAt: number | null;
}

interface Entry {
  readonly grant: UserGrant;
  /** Takes back the call of the clock. */
  stop: () => void;
}

/** Who was granted what through the door, until it is given back or expires. */
export class UserGrants {
  private readonly entries = new Map<string, Entry>();
  private readonly clock: Clock | undefined;
  private readonly ids: Ids;
  private readonly onExpiry: (grant: UserGrant) => void;

  constructor(clock: Clock | undefined, ids: Ids, onExpiry: (grant: UserGrant) => void) {
    this.clock = clock;
    this.ids = ids;
    this.onExpiry = onExpiry;
  }

  /** @param lifetime seconds after which it expires; it needs a clock */
  add(user: string, grant: Grant & { readonly resource: string }, lifetime: number | undefined): void {
    const now = this.clock?.now() ?? null;
    const id = allocationId(this.ids());
    const expiresAt = now === null || lifetime === undefined ? null : now + lifetime * 1_000;
    const entry: Entry = { grant: { ...grant, id, user, allocatedAt: now, expiresAt }, stop: () => {} };
    this.entries.set(id, entry);
    this.await(entry);
  }

  of(user: string): UserGrant[] {
    return Array.from(this.entries.values(), ({ grant }) => grant).filter((grant) => grant.user === user);
  }

  /** Takes the grant out, if it is the user's. */
  take(user: string, id: string): UserGrant | undefined {
    const entry = this.entries.get(id);
    if (entry?.grant.user !== user) return undefined;
    entry.stop();
    this.entries.delete(id);
    return entry.grant;
  }

  /** A clock may call early: it clamps long delays to what timers hold. */
  private await(entry: Entry): void {
    const { id, user, expiresAt } = entry.grant;
    if (this.clock === undefined || expiresAt === null) return;
    const { clock } = this;
    entry.stop = clock.after(Math.max(0, expiresAt - clock.now()), () => {
      if (clock.now() < expiresAt) this.await(entry);
      else if (this.take(user, id) !== undefined) this.onExpiry(entry.grant);
    });
  }
}
