import { definitionFrom, systemClock } from '@codomyrmex/engine';
import { expect, it } from 'vitest';
import { acting, composed, step } from './acting.ts';

const RUNS = 1_000;
const STEPS = 20;
const MOST_BEHIND = 3;

/** Steps of every run that were over when the first of all runs ended. */
async function whenTheFirstEnds(maxWorkers: number): Promise<readonly number[]> {
  const { orchestrator } = composed([acting('noop', { pass: () => null })], { clock: systemClock, maxWorkers });
  const steps = Array.from({ length: STEPS }, (_, index) =>
    step(`t${index}`, 'noop.pass', { dependencies: index === 0 ? [] : [`t${index - 1}`] }),
  );
  const prepared = await orchestrator.prepare(definitionFrom({ name: 'w', steps }, 'w'), { workspace: '/' });
  const live = await Promise.all(Array.from({ length: RUNS }, () => orchestrator.start(prepared)));
  const done = Promise.race(live.map(({ ended }) => ended)).then(() =>
    live.map(({ state }) => STEPS - state.unsettled),
  );
  await Promise.all(live.map(({ ended }) => ended));
  return done;
}

it.each([
  ['a slot for each', RUNS],
  ['few slots', 8],
])(
  'given 1,000 runs at once and %s, when the first of them ends, then no other is more than three steps behind',
  async (_, slots) => {
    const done = await whenTheFirstEnds(slots);
    expect(Math.min(...done)).toBeGreaterThanOrEqual(STEPS - MOST_BEHIND);
  },
  60_000,
);
