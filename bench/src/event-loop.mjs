import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds between two turns of the event loop at most while `work` runs; the wait of a loaded machine is in it. */
export async function longestBlock(work) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  globalThis.gc?.();
  delay.enable();
  try {
    await work();
  } finally {
    delay.disable();
  }
  return delay.max / 1e6;
}
