import type { ResourceType } from '@codomyrmex/core';

/**
 * Amounts are counted in whole millionths of a unit, so that what is given back restores exactly what was taken;
 * with fractions of a unit as binary floating point, 0.1 + 0.2 - 0.2 would not.
 */
const SCALE = 1_000_000;

/** The largest amount whose millionths are still whole in a double, rounded down to a plain figure. */
export const MAX_AMOUNT = 9_000_000_000;

/** What a bare number means for a type. */
export const ownUnit: Readonly<Record<ResourceType, string>> = {
  cpu: 'cores',
  memory: 'gb',
  disk: 'gb',
  network: 'mbps',
  file: 'holders',
  database: 'connections',
  external_api: 'requests_per_minute',
  gpu: 'units',
  queue: 'slots',
  lock: 'holders',
  semaphore: 'holders',
};

// Maps: a unit is whatever somebody writes, and an object has more members than those that it was given.
const named = (numbers: Record<string, number>): ReadonlyMap<string, number> => new Map(Object.entries(numbers));
const sizes = named({ bytes: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40 });
const rates = named({ kbps: 1, mbps: 1_000, gbps: 1_000_000 });
const processors = named({ millicores: 1, cores: 1_000 });

/** Units that can be written for one another. */
const families = [sizes, rates, processors];

const periods = named({ second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 });

/** In how many milliseconds a unit such as `requests_per_minute` refills; `undefined` for what is held and given back. */
export function periodOf(unit: string): number | undefined {
  const per = unit.lastIndexOf('_per_');
  return per < 1 ? undefined : periods.get(unit.slice(per + '_per_'.length));
}

/** `amount` of one unit in another, or `undefined` where the two do not measure the same. */
export function converted(amount: number, from: string, to: string): number | undefined {
  if (from === to) return amount;
  for (const family of families) {
    const [of, into] = [family.get(from), family.get(to)];
    if (of !== undefined && into !== undefined) return (amount * of) / into;
  }
  return undefined;
}

/** The nearest whole millionths. */
export function pieces(amount: number): number {
  return Math.round(amount * SCALE);
}

/** What so many millionths are in units. */
export function inUnits(counted: number): number {
  return counted / SCALE;
}
