import { levelsOf, type Plan } from '@codomyrmex/dag';

/** A step's place in the drawn tree. */
export interface TreeRow {
  readonly task: number;
  /** What stands before the name: `│  ├─ `. */
  readonly branch: string;
}

/**
 * The plan as a tree for reading: each step hangs under the last of its dependencies to be reached, steps without any at
 * the root. Made with a stack of its own; chains deeper than the screen is wide are drawn flat.
 */
export function stepTree(plan: Plan): readonly TreeRow[] {
  const level = new Int32Array(plan.size);
  for (const [depth, tasks] of levelsOf(plan).entries()) for (const task of tasks) level[task] = depth;
  const children = new Map<number, number[]>();
  for (let task = 0; task < plan.size; task++) {
    const parent = deepestDependency(plan, level, task);
    const siblings = children.get(parent) ?? [];
    siblings.push(task);
    children.set(parent, siblings);
  }
  const rows: TreeRow[] = [];
  const open = (children.get(-1) ?? []).map((task) => ({ task, branch: '', below: '' })).reverse();
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    rows.push({ task: row.task, branch: row.branch });
    const own = children.get(row.task) ?? [];
    for (const [place, task] of [...own.entries()].reverse()) {
      const isLast = place === own.length - 1;
      const { below } = row;
      const deep = below.length > 24;
      open.push({
        task,
        branch: deep ? below : `${below}${isLast ? '└─ ' : '├─ '}`,
        below: deep ? below : `${below}${isLast ? '   ' : '│  '}`,
      });
    }
  }
  return rows;
}

function deepestDependency(plan: Plan, level: Int32Array, task: number): number {
  const own = plan.dependencies.subarray(plan.dependencyStart[task], plan.dependencyStart[task + 1]);
  let deepest = -1;
  for (const dependency of own) {
    if (deepest === -1 || (level[dependency] ?? 0) > (level[deepest] ?? 0)) deepest = dependency;
  }
  return deepest;
}
