import { expect } from 'vitest';
import type { SimulationPlan } from './plan.ts';
import { randomPlan } from './random-plan.ts';
import { shortened } from './shortened.ts';
import { simulate } from './simulate.ts';
import { otherThanUndisturbed } from './undisturbed.ts';

/** One seed in so many is also compared with runs that nothing disturbed. */
const COMPARED = 4;
const LAST_LINES = 60;

// scripts/simulate-nightly.mjs sets both.
export const SEEDS = Number(process.env.SIMULATED_SEEDS ?? 2_000);
export const FROM = Number(process.env.SIMULATED_FROM ?? 1);

/** Milliseconds that so many seeds may take on a machine that has much else to do. */
export const patience = (seeds: number): number => 60_000 + seeds * 200;

/** Plays every seed from `from` up to `end`, and fails with the first that went wrong, made as short as possible. */
export async function expectSeedsToHold(from: number, end: number): Promise<void> {
  let kills = 0;
  for (let seed = from; seed < end; seed++) {
    const plan = randomPlan(seed);
    const { wrong, kills: some } = await played(plan);
    kills += some;
    if (wrong.length > 0) expect.fail(await report(plan, wrong));
  }
  expect(kills).toBeGreaterThanOrEqual(Math.floor((end - from) / 4));
}

async function played(plan: SimulationPlan): Promise<{ readonly wrong: readonly string[]; readonly kills: number }> {
  const ends = plan.seed % COMPARED === 0;
  const outcome = await simulate(plan, { ends });
  const { violations, kills } = outcome;
  const wrong = violations.length > 0 || !ends ? violations : await otherThanUndisturbed(plan, outcome);
  return { wrong, kills };
}

/** A workflow that is none without what was left out fails for another reason. */
const isFailing = (wrong: readonly string[]): boolean =>
  wrong.length > 0 && !wrong.some((text) => text.includes('DefinitionError'));

/** What somebody needs who looks for the cause. */
async function report(plan: SimulationPlan, wrong: readonly string[]): Promise<string> {
  const shortest = await shortened(plan, async (candidate) => isFailing((await played(candidate)).wrong));
  const { trace } = await simulate(shortest);
  return [
    `seed ${plan.seed}: ${wrong.join('\n')}`,
    `again: node scripts/simulate-nightly.mjs 1 ${plan.seed}`,
    `shortest plan that fails: ${JSON.stringify(shortest)}`,
    ...trace.slice(-LAST_LINES),
  ].join('\n');
}
