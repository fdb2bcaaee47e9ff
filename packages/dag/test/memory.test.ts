import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { initialState, type RunState } from '../src/index.ts';
import { planned } from './simulation.ts';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Bytes of the heap that a run of so many independent tasks keeps for each of them, names included. */
function bytesPerTask(size: number): number {
  const before = heap();
  const state: RunState = initialState(
    planned(
      Array.from({ length: size }, (_, task) => ({ name: `t${task}`, dependencies: task % 2 === 0 ? [] : ['t0'] })),
    ),
  );
  const kept = heap() - before;
  expect(state.tasks).toHaveLength(size);
  return kept / size;
}

function heap(): number {
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

it('given ten times as many tasks, then each of them keeps as much memory as before, and less than a kilobyte', {
  meta: { specification: ['2.performance.memory'] },
}, () => {
  bytesPerTask(1_000);
  const [small, large] = [bytesPerTask(20_000), bytesPerTask(200_000)];
  expect(large).toBeLessThan(1_024);
  expect(large / small).toBeLessThan(1.5);
});
