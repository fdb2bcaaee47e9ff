import type { HeldResource } from '@codomyrmex/core';
import type { Ledger } from '@codomyrmex/resources';
import { type Occupancy, OccupancyMeter } from './occupancy.ts';

/** What a simulated run holds over time: its slots, and every unit of every resource that some task held. */
export class HeldOverTime {
  readonly #slots: OccupancyMeter;
  readonly #units = new Map<string, OccupancyMeter>();
  readonly #ledger: Ledger;

  constructor(slots: number, ledger: Ledger) {
    this.#slots = new OccupancyMeter(slots, 'amounts');
    this.#ledger = ledger;
  }

  take(resources: readonly HeldResource[], now: number): void {
    this.#change(resources, 1, now);
  }

  giveBack(resources: readonly HeldResource[], now: number): void {
    this.#change(resources, -1, now);
  }

  slots(end: number): Occupancy {
    return this.#slots.over(end);
  }

  /** By `resource.unit`; of a lock, file or database by its id alone. Rates are used up and not held: they are left out. */
  resources(end: number): Readonly<Record<string, Occupancy>> {
    return Object.fromEntries([...this.#units].map(([key, meter]) => [key, meter.over(end)]));
  }

  #change(resources: readonly HeldResource[], sign: 1 | -1, now: number): void {
    this.#slots.change(sign, now);
    for (const { resource, amounts, mode } of resources) {
      if (mode !== undefined) this.#meter(resource, 1, 'shared').change(sign, now);
      const capacity = this.#ledger.find(resource)?.capacity ?? {};
      const rates = this.#ledger.rates(resource);
      for (const [unit, amount] of Object.entries(amounts)) {
        if (rates.includes(unit)) continue;
        this.#meter(`${resource}.${unit}`, capacity[unit] ?? 1, 'amounts').change(sign * amount, now);
      }
    }
  }

  #meter(key: string, capacity: number, counting: 'amounts' | 'shared'): OccupancyMeter {
    const known = this.#units.get(key) ?? new OccupancyMeter(capacity, counting);
    this.#units.set(key, known);
    return known;
  }
}
