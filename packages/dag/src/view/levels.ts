import type { Plan } from '../plan/plan.ts';

/**
 * Tasks by their distance from the start: level 0 waits for nothing, each task stands one level after its last
 * dependency. What stands in one level could run side by side.
 */
export function levelsOf(plan: Plan): readonly (readonly number[])[] {
  const level = new Int32Array(plan.size);
  const levels: number[][] = [];
  for (const task of plan.order) {
    let own = 0;
    for (let edge = plan.dependencyStart[task] ?? 0; edge < (plan.dependencyStart[task + 1] ?? 0); edge++) {
      own = Math.max(own, (level[plan.dependencies[edge] ?? 0] ?? 0) + 1);
    }
    level[task] = own;
    levels[own] ??= [];
    levels[own]?.push(task);
  }
  return levels.map((tasks) => tasks.sort((a, b) => a - b));
}
