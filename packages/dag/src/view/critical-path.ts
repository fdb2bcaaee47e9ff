import type { Plan } from '../plan/plan.ts';

export interface CriticalPath {
  /** Task indices from first to last. */
  readonly tasks: readonly number[];
  /** Sum of their durations, in the unit that was given. */
  readonly duration: number;
}

/** The chain of dependencies whose durations add up to most: no number of slots makes the run shorter. */
export function criticalPath(plan: Plan, durationOf: (task: number) => number): CriticalPath {
  const finish = new Float64Array(plan.size);
  const before = new Int32Array(plan.size).fill(-1);
  let last = -1;
  for (const task of plan.order) {
    let start = 0;
    for (let edge = plan.dependencyStart[task] ?? 0; edge < (plan.dependencyStart[task + 1] ?? 0); edge++) {
      const dependency = plan.dependencies[edge] ?? 0;
      if ((before[task] ?? -1) === -1 || (finish[dependency] ?? 0) > start) {
        start = finish[dependency] ?? 0;
        before[task] = dependency;
      }
    }
    finish[task] = start + durationOf(task);
    if (last === -1 || (finish[task] ?? 0) > (finish[last] ?? 0)) last = task;
  }
  const tasks: number[] = [];
  for (let task = last; task !== -1; task = before[task] ?? -1) tasks.push(task);
  return { tasks: tasks.reverse(), duration: last === -1 ? 0 : (finish[last] ?? 0) };
}
