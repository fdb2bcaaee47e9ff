import type { RunState } from '@codomyrmex/dag';

/** Whether an attempt that has begun as a fact alone is not to be called now. A standing task holds nothing meanwhile, and goes on. */
export const isHeldBack = ({ pause, plan }: RunState, task: number): boolean =>
  pause !== undefined && !plan.standing.has(task);
