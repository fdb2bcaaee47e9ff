import type { Allocation, Owner } from './allocation.ts';
import type { Shape } from './need.ts';
import type { SharedChanges, SharedHolding, SharedPart, SharedWant } from './shared-holdings.ts';
import type { SharedNeeds } from './shared-needs.ts';

const MAX_LABEL = 200;

/** What this process holds of shared resources, and what of that the others do not know yet. */
export class SharedOutbox {
  /** Whether there is something to tell, or somebody asked for something and has to know what the others hold. */
  isDue = false;
  private readonly needs: SharedNeeds;
  private readonly held = new Map<Allocation, SharedHolding>();
  private readonly untoldHolders = new Set<Allocation>();
  /** Fencing numbers that the others know. */
  private readonly told = new Set<number>();
  private released: number[] = [];
  private wants: readonly SharedWant[] = [];
  private toldWants: readonly SharedWant[] = [];

  constructor(needs: SharedNeeds) {
    this.needs = needs;
  }

  /** It was granted. */
  hold(allocation: Allocation<Owner>): void {
    const { fence, shape, owner } = allocation;
    const parts = shape === undefined ? [] : this.heldParts(shape);
    if (parts.length === 0) return;
    this.held.set(allocation, { fence, label: owner.label.slice(0, MAX_LABEL), parts, expiresAt: null });
    this.untoldHolders.add(allocation);
  }

  /** It was given back, or never granted after all. */
  release(allocation: Allocation): void {
    if (this.held.size === 0) return;
    const holding = this.held.get(allocation);
    if (holding === undefined) return;
    this.held.delete(allocation);
    this.untoldHolders.delete(allocation);
    if (this.told.delete(holding.fence)) this.released.push(holding.fence);
    this.isDue = true;
  }

  /** A part of it was given back, or all of it. */
  releasePart(allocation: Allocation): void {
    const holding = this.held.get(allocation);
    if (holding === undefined) return;
    const parts = allocation.shape === undefined ? [] : this.heldParts(allocation.shape);
    if (parts.length === 0) {
      this.release(allocation);
      return;
    }
    this.held.set(allocation, { ...holding, parts });
    this.untoldHolders.add(allocation);
    this.isDue = true;
  }

  expireAt(allocation: Allocation, expiresAt: number | null): void {
    const holding = this.held.get(allocation);
    if (holding === undefined || holding.expiresAt === expiresAt) return;
    this.held.set(allocation, { ...holding, expiresAt });
    this.untoldHolders.add(allocation);
    this.isDue = true;
  }

  /** @param wants what it wants now */
  untoldWants(wants: readonly SharedWant[]): readonly SharedWant[] | undefined {
    this.wants = wants;
    const isKnown = wants.length === this.toldWants.length && wants.every((want, at) => want === this.toldWants[at]);
    return isKnown ? undefined : wants;
  }

  untold(): Pick<SharedChanges, 'held' | 'released'> {
    const held = Array.from(this.untoldHolders, (allocation) => this.held.get(allocation));
    return { held: held.filter((holding) => holding !== undefined), released: this.released };
  }

  /** Everything is told. */
  clear(): void {
    for (const { fence } of this.untoldHolders) this.told.add(fence);
    this.untoldHolders.clear();
    this.released = [];
    this.toldWants = this.wants;
    this.isDue = false;
  }

  private heldParts(shape: Shape): readonly SharedPart[] {
    return this.needs.partsOf(shape).filter(({ kind }) => kind !== 'rate' && kind !== 'requests');
  }
}
