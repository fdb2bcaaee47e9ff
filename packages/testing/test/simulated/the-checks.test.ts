import { describe, expect, it } from 'vitest';
import type { SimulationPlan } from './plan.ts';
import { randomPlan } from './random-plan.ts';
import { sabotages } from './sabotage.ts';
import { shortened } from './shortened.ts';
import { simulate } from './simulate.ts';

/** So many seeds are enough to find each way of breaking the system. */
const ENOUGH = 400;

describe('a simulation', () => {
  it('given the same seed, then the same happens', { timeout: 120_000 }, async () => {
    await simulate(randomPlan(1)); // what is loaded when it is first needed is there afterwards
    for (let seed = 1; seed < 40; seed++) {
      const first = await simulate(randomPlan(seed));
      const second = await simulate(randomPlan(seed));
      expect(second.trace).toEqual(first.trace);
    }
  });

  it.each(sabotages)('given a system that %s, then it is found out', { timeout: 120_000 }, async (sabotage) => {
    for (let seed = 1; seed <= ENOUGH; seed++) {
      const { violations } = await simulate(randomPlan(seed), { sabotage });
      if (violations.length > 0) return;
    }
    expect.fail(`${ENOUGH} seeds did not find it`);
  });

  it('given a plan that fails, then it is made shorter as long as it fails', { timeout: 120_000 }, async () => {
    const fails = async (plan: SimulationPlan) =>
      (await simulate(plan, { sabotage: 'swallows_refusals' })).violations.length > 0;
    let plan = randomPlan(1);
    for (let seed = 2; !(await fails(plan)); seed++) plan = randomPlan(seed);
    const shortest = await shortened(plan, fails);
    expect(await fails(shortest)).toBe(true);
    expect(shortest.happenings.length).toBeLessThan(plan.happenings.length);
  });
});
