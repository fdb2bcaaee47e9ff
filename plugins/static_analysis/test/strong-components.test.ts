import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortestCycle } from '../src/cycles/shortest-cycle.ts';
import { cyclicComponents, graphOf } from '../src/cycles/strong-components.ts';

const MAX_NODES = 12;
const graphs = fc.integer({ min: 1, max: MAX_NODES }).chain((size) => {
  const node = fc.nat({ max: size - 1 });
  return fc.record({ size: fc.constant(size), edges: fc.array(fc.tuple(node, node), { maxLength: 30 }) });
});

/** For every pair, whether a way of at least one edge leads from one to the other. */
function reach(size: number, edges: readonly (readonly [number, number])[]): boolean[][] {
  const reaches = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [from, to] of edges) reaches[from]![to] = true;
  for (let via = 0; via < size; via++) {
    for (let from = 0; from < size; from++) {
      for (let to = 0; to < size; to++) {
        if (reaches[from]![via] && reaches[via]![to]) reaches[from]![to] = true;
      }
    }
  }
  return reaches;
}

test('given any graph, when its cyclic components are found, then they are the sets of nodes that reach each other', () => {
  fc.assert(
    fc.property(graphs, ({ size, edges }) => {
      const reaches = reach(size, edges);
      const expected: number[][] = [];
      for (let node = 0; node < size; node++) {
        if (!reaches[node]![node] || expected.some((component) => component.includes(node))) continue;
        const others = Array.from({ length: size }, (_, other) => other);
        expected.push(others.filter((other) => other === node || (reaches[node]![other] && reaches[other]![node])));
      }
      expect(cyclicComponents(graphOf(size, edges))).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('given any component, when its shortest cycle is asked for, then its edges exist and no cycle is shorter', () => {
  fc.assert(
    fc.property(graphs, ({ size, edges }) => {
      const graph = graphOf(size, edges);
      const has = new Set(edges.map(([from, to]) => `${from} ${to}`));
      for (const component of cyclicComponents(graph)) {
        const cycle = shortestCycle(graph, component);
        cycle.forEach((node, index) => {
          expect(has).toContain(`${node} ${cycle[(index + 1) % cycle.length]}`);
        });
        expect(new Set(cycle).size).toBe(cycle.length);
        expect(cycle.length).toBe(Math.min(...component.map((node) => lengthThrough(node, size, edges))));
      }
    }),
    { numRuns: 300 },
  );
});

function lengthThrough(start: number, size: number, edges: readonly (readonly [number, number])[]): number {
  let frontier = new Set([start]);
  for (let length = 1; length <= size; length++) {
    frontier = new Set(edges.filter(([from]) => frontier.has(from)).map(([, to]) => to));
    if (frontier.has(start)) return length;
  }
  return Number.POSITIVE_INFINITY;
}

test('given a ring of 200,000 nodes, when its components are found, then no depth overflows', () => {
  const size = 200_000;
  const ring = graphOf(
    size,
    Array.from({ length: size }, (_, node) => [node, (node + 1) % size] as const),
  );
  expect(cyclicComponents(ring).map((component) => component.length)).toEqual([size]);
});
