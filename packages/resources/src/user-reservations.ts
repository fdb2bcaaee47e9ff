import type { Clock } from '@codomyrmex/core';
import type { Ledger } from './ledger.ts';

/** Which resources are reserved for a time; the ledger knows for whom. */
export class UserReservations {
  private readonly ends = new Map<string, () => void>();
  private readonly ledger: Ledger;
  private readonly clock: Clock | undefined;
  private readonly onEnd: () => void;

  constructor(ledger: Ledger, clock: Clock | undefined, onEnd: () => void) {
    this.ledger = ledger;
    this.clock = clock;
    this.onEnd = onEnd;
  }

  /** `false`, and nothing is changed, when it is reserved for somebody else, or not granted from. */
  reserve(id: string, user: string, seconds: number | undefined): boolean {
    const usage = this.ledger.usage(id);
    const isOpen = usage?.status === 'available' || usage?.status === 'in_use';
    if (usage !== undefined && !isOpen && usage.reservedFor !== user) return false;
    this.ledger.reserve(id, user);
    this.forget(id);
    if (this.clock !== undefined && seconds !== undefined) this.await(id, this.clock.now() + seconds * 1_000);
    return true;
  }

  /** `false` when it is not reserved for him. */
  cancel(id: string, user: string | undefined): boolean {
    const reservedFor = this.ledger.usage(id)?.reservedFor;
    if (reservedFor === undefined || (user !== undefined && user !== reservedFor)) return false;
    this.forget(id);
    this.ledger.setStatus(id, 'available');
    return true;
  }

  /** The reservation does not end by itself any more. */
  forget(id: string): void {
    this.ends.get(id)?.();
    this.ends.delete(id);
  }

  /** A clock may call early: it clamps long delays to what timers hold. */
  private await(id: string, until: number): void {
    if (this.clock === undefined) return;
    const { clock } = this;
    const stop = clock.after(
      Math.max(0, until - clock.now()),
      () => {
        if (clock.now() < until) this.await(id, until);
        else if (this.cancel(id, undefined)) this.onEnd();
      },
      'background',
    );
    this.ends.set(id, stop);
  }
}
