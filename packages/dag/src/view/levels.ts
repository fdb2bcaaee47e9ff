import type { Plan } from '../plan/plan.ts';
import { type Stage, stageOf, stages } from '../plan/stage.ts';

/**
 * Tasks by their distance from the start: level 0 waits for nothing, each task stands one level after its last
 * dependency, and a stage begins after everything before it. What stands in one level could run side by side.
 */
export function levelsOf(plan: Plan): readonly (readonly number[])[] {
  const level = new Int32Array(plan.size);
  const levels: number[][] = [];
  for (const stage of plan.late.size === 0 ? [stages[0]] : stages) addStage(plan, { stage, level, levels });
  return levels.map((tasks) => tasks.sort((a, b) => a - b));
}

interface Found {
  readonly stage: Stage;
  readonly level: Int32Array;
  readonly levels: number[][];
}

function addStage(plan: Plan, { stage, level, levels }: Found): void {
  const first = levels.length;
  for (const task of plan.order) {
    if (stageOf(plan, task) !== stage) continue;
    let own = first;
    for (let edge = plan.dependencyStart[task] ?? 0; edge < (plan.dependencyStart[task + 1] ?? 0); edge++) {
      own = Math.max(own, (level[plan.dependencies[edge] ?? 0] ?? 0) + 1);
    }
    level[task] = own;
    levels[own] ??= [];
    levels[own]?.push(task);
  }
}
