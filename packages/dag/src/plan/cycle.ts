import type { Problem } from '@codomyrmex/core';
import type { Planned } from './rules.ts';
import type { TaskSpec } from './task-spec.ts';

const SHOWN = 12;

/** The problem of a graph whose topological order `order` leaves tasks out, with one cycle written as a path. */
export function cycleProblem(specs: readonly TaskSpec[], planned: Planned, order: Int32Array): Problem {
  const cycle = findCycle(planned, order).map((task) => specs[task]?.name ?? '');
  return circleProblem(cycle, `steps[${planned.indices.get(cycle[0] ?? '') ?? 0}].dependencies`);
}

/** The problem of tasks each of which waits for the one before it, and the first for the last. */
export function circleProblem(circle: readonly string[], path: string): Problem {
  const shown =
    circle.length > SHOWN
      ? [...circle.slice(0, SHOWN - 1), `… ${circle.length - SHOWN} more …`, ...circle.slice(-1)]
      : circle;
  return {
    code: 'cycle',
    message: `steps wait for each other in a circle: ${[...shown, circle[0]].join(' → ')}`,
    path,
    suggestion: 'remove one of these dependencies',
  };
}

/** A task that no order reaches has a dependency that none reaches either: following those must come back. */
function findCycle({ dependencyStart, dependencies }: Planned, order: Int32Array): readonly number[] {
  const size = dependencyStart.length - 1;
  const reached = new Uint8Array(size);
  for (const task of order) reached[task] = 1;
  const placeOnPath = new Map<number, number>();
  const path: number[] = [];
  let task = reached.indexOf(0);
  while (!placeOnPath.has(task)) {
    placeOnPath.set(task, path.length);
    path.push(task);
    const own = dependencies.subarray(dependencyStart[task], dependencyStart[task + 1]);
    task = own.find((dependency) => reached[dependency] === 0) ?? task;
  }
  return path.slice(placeOnPath.get(task)).reverse();
}
