import { definitionFrom, systemClock } from '@codomyrmex/engine';
import { expect, it } from 'vitest';
import { acting, composed, step } from './acting.ts';

const STEPS = 20_000;
const ITEMS = 60_000;
const RUNS = 1_000;
const STEPS_EACH = 20;
const LONGEST_BLOCK_MS = 50;
const TRIES = 5;

/**
 * Computing time of this process in each turn of the event loop until `done`, in milliseconds. By the clock on the wall
 * a turn also has what other processes take of a busy machine.
 */
async function turns(done: Promise<unknown>): Promise<readonly number[]> {
  const used: number[] = [];
  let isOver = false;
  const mark = () => {
    isOver = true;
  };
  done.then(mark, mark);
  while (!isOver) {
    const before = process.cpuUsage();
    await new Promise((resolve) => setImmediate(resolve));
    const { user, system } = process.cpuUsage(before);
    used.push((user + system) / 1_000);
  }
  return used;
}

/** The longest turn while a run of such steps goes on, in milliseconds of computing time. */
async function longestTurn(steps: readonly ReturnType<typeof step>[]): Promise<number> {
  const { orchestrator } = composed([acting('noop', { pass: () => null })], { clock: systemClock });
  const prepared = await orchestrator.prepare(definitionFrom({ name: 'w', steps }, 'w'), { workspace: '/' });
  const live = await orchestrator.start(prepared);
  const used = await turns(live.ended);
  expect(live.state.phase).toMatchObject({ kind: 'ended', status: 'completed' });
  expect(used.length).toBeGreaterThan(3);
  return Math.max(...used);
}

/** The turns while so many runs go on at once. */
async function turnsOfMany(): Promise<readonly number[]> {
  const { orchestrator } = composed([acting('noop', { pass: () => null })], { clock: systemClock, maxWorkers: RUNS });
  const steps = Array.from({ length: STEPS_EACH }, (_, index) =>
    step(`t${index}`, 'noop.pass', { dependencies: index === 0 ? [] : [`t${index - 1}`] }),
  );
  const prepared = await orchestrator.prepare(definitionFrom({ name: 'w', steps }, 'w'), { workspace: '/' });
  const live = await Promise.all(Array.from({ length: RUNS }, () => orchestrator.start(prepared)));
  const used = await turns(Promise.all(live.map(({ ended }) => ended)));
  for (const { state } of live) expect(state.phase).toMatchObject({ kind: 'ended', status: 'completed' });
  return used;
}

/** Computing time has that of the threads that compile and collect garbage in it: a block of the engine's comes every time. */
async function shortest(measured: () => Promise<number>): Promise<number> {
  const longest: number[] = [];
  do longest.push(await measured());
  while (longest.length < TRIES && Math.min(...longest) >= LONGEST_BLOCK_MS);
  return Math.min(...longest);
}

it('given 1,000 runs at once, each with a slot for its next step, then no turn of the event loop takes 50 ms', async () => {
  expect(await shortest(async () => Math.max(...(await turnsOfMany())))).toBeLessThan(LONGEST_BLOCK_MS);
}, 90_000);

it.each([
  ['independent of each other', () => []],
  ['each after the one before', (index: number) => (index === 0 ? [] : [`t${index - 1}`])],
])(
  'given 20,000 steps that do nothing, %s, then no turn of the event loop takes 50 ms',
  async (_, dependencies) => {
    const steps = Array.from({ length: STEPS }, (__, index) =>
      step(`t${index}`, 'noop.pass', { dependencies: dependencies(index) }),
    );
    expect(await shortest(() => longestTurn(steps))).toBeLessThan(LONGEST_BLOCK_MS);
  },
  90_000,
);

it('given a step with 60,000 items, then neither planning them nor doing them takes a turn of 50 ms', async () => {
  const each = step('each', 'noop.pass', { foreach: Array.from({ length: ITEMS }, (_, item) => item) });
  expect(await shortest(() => longestTurn([each]))).toBeLessThan(LONGEST_BLOCK_MS);
}, 90_000);
