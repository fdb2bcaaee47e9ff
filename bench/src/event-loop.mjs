import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Longer than the delay's resolution, so that its timer has been. */
const LOOK_MS = 10;

const looked = () => new Promise((resolve) => setTimeout(resolve, LOOK_MS));

/**
 * Milliseconds between two turns of the event loop at most while `work` runs; the wait of a loaded machine is in it. The delay is
 * taken between two turns of its timer: without one before the work and one after it, a block at either end would not be seen.
 */
export async function longestBlock(work) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  globalThis.gc?.();
  delay.enable();
  try {
    await looked();
    await work();
    await looked();
  } finally {
    delay.disable();
  }
  return delay.max / 1e6;
}
