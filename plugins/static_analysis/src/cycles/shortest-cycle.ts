import type { Graph } from './strong-components.ts';

/** A search goes over all edges of a component; beyond so many starts, one of the shortest may be missed. */
const MAX_STARTS = 64;

/** A shortest cycle within a component, as its nodes in the order of the edges, beginning with the smallest node. */
export function shortestCycle(graph: Graph, component: readonly number[]): readonly number[] {
  const inside = new Set(component);
  let best: readonly number[] | undefined;
  for (const start of component.slice(0, MAX_STARTS)) {
    const cycle = cycleThrough(graph, start, inside);
    if (cycle !== undefined && cycle.length < (best?.length ?? Number.POSITIVE_INFINITY)) best = cycle;
    if (best !== undefined && best.length === 1) break;
  }
  return rotated(best ?? component);
}

/** Breadth first from `start` until an edge leads back to it. */
function cycleThrough(
  { offsets, targets }: Graph,
  start: number,
  inside: ReadonlySet<number>,
): readonly number[] | undefined {
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at] ?? start;
    for (const target of targets.subarray(offsets[node], offsets[node + 1])) {
      if (target === start) return wayTo(node, start, cameFrom);
      if (!inside.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, node);
      queue.push(target);
    }
  }
  return undefined;
}

function wayTo(end: number, start: number, cameFrom: ReadonlyMap<number, number>): readonly number[] {
  const way = [end];
  for (let node = end; node !== start; ) {
    node = cameFrom.get(node) ?? start;
    way.push(node);
  }
  return way.reverse();
}

function rotated(cycle: readonly number[]): readonly number[] {
  const smallest = cycle.reduce((least, node, index) => (node < (cycle[least] ?? 0) ? index : least), 0);
  return [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
}
