/** A directed graph over the numbers below `size`: the targets of node `n` stand from `offsets[n]` to `offsets[n + 1]`. */
export interface Graph {
  readonly size: number;
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

export function graphOf(size: number, edges: readonly (readonly [from: number, to: number])[]): Graph {
  const offsets = new Int32Array(size + 1);
  for (const [from] of edges) offsets[from + 1] = (offsets[from + 1] ?? 0) + 1;
  for (let node = 0; node < size; node++) offsets[node + 1] = (offsets[node + 1] ?? 0) + (offsets[node] ?? 0);
  const targets = new Int32Array(edges.length);
  const next = offsets.slice();
  for (const [from, to] of edges) {
    const at = next[from] ?? 0;
    targets[at] = to;
    next[from] = at + 1;
  }
  return { size, offsets, targets };
}

const UNSEEN = -1;

/**
 * The sets of nodes that reach each other, by Tarjan's algorithm with a stack of its own: a chain of a million nodes
 * costs no call stack. Only sets with a cycle are given: of two nodes or more, or of one with an edge to itself.
 * Nodes of a set and sets among each other stand in ascending order.
 */
export function cyclicComponents({ size, offsets, targets }: Graph): readonly (readonly number[])[] {
  const order = new Int32Array(size).fill(UNSEEN);
  const low = new Int32Array(size);
  const onStack = new Uint8Array(size);
  const nextEdge = new Int32Array(size);
  const stack: number[] = [];
  const path: number[] = [];
  const components: number[][] = [];
  let seen = 0;
  const enter = (node: number) => {
    order[node] = seen;
    low[node] = seen++;
    nextEdge[node] = offsets[node] ?? 0;
    onStack[node] = 1;
    stack.push(node);
    path.push(node);
  };
  for (let start = 0; start < size; start++) {
    if (order[start] !== UNSEEN) continue;
    enter(start);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const edge = nextEdge[node] ?? 0;
      if (edge < (offsets[node + 1] ?? 0)) {
        nextEdge[node] = edge + 1;
        const target = targets[edge] ?? 0;
        if (order[target] === UNSEEN) enter(target);
        else if (onStack[target] === 1) low[node] = Math.min(low[node] ?? 0, order[target] ?? 0);
        continue;
      }
      path.pop();
      const outer = path.at(-1);
      if (outer !== undefined) low[outer] = Math.min(low[outer] ?? 0, low[node] ?? 0);
      if (low[node] === order[node]) components.push(closed(stack, node, onStack));
    }
  }
  const hasLoop = (node: number) => targets.subarray(offsets[node], offsets[node + 1]).includes(node);
  return components
    .filter((component) => component.length > 1 || hasLoop(component[0] ?? 0))
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

/** Takes the component whose root is `node` off the stack. */
function closed(stack: number[], node: number, onStack: Uint8Array): number[] {
  const component: number[] = [];
  for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
    onStack[member] = 0;
    component.push(member);
    if (member === node) break;
  }
  return component.sort((a, b) => a - b);
}
