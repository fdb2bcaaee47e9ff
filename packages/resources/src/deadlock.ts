import type { WaitForGraph } from './wait-for-graph.ts';

/** Some who wait for one another and will wait for ever. */
export interface Deadlock {
  /** Each waits for something that the next one holds, and the last for what the first holds. */
  readonly cycle: readonly string[];
  /** All that cannot go on because of it or of others like it. */
  readonly stuck: readonly string[];
}

interface LackState {
  readonly holders: readonly string[];
  /** What has to come back before it can be had. */
  missing: number;
  readonly way: WayState;
}

interface WayState {
  readonly lacks: LackState[];
  unmet: number;
  readonly wait: WaitState;
}

interface WaitState {
  readonly waiter: string;
  readonly ways: WayState[];
  isMet: boolean;
}

/** Smaller than any amount that is counted. */
const NOTHING = 1e-9;

/**
 * Finds out who can never be granted what he waits for, however everybody else behaves: lets all who do not wait give back
 * what they hold, grants what then fits, and so on; whoever is left is stuck. `undefined` when nobody is.
 *
 * One that waits for several things goes on when it has all of them. What all holders together could not bring, such as more
 * than a lowered capacity, waits for a change from outside and is no deadlock. Waits that a graph left out are taken to end.
 * Costs time proportional to the graph.
 */
export function findDeadlock(graph: WaitForGraph): Deadlock | undefined {
  const state = stateOf(graph);
  const { open, waits } = state;
  const done = state.waits.filter(({ ways }) => ways.some(({ unmet }) => unmet === 0));
  for (let wait = done.pop(); wait !== undefined; wait = done.pop()) {
    if (wait.isMet) continue;
    wait.isMet = true;
    const left = (open.get(wait.waiter) ?? 1) - 1;
    open.set(wait.waiter, left);
    if (left === 0) done.push(...givesBack(state, wait.waiter));
  }
  const stuck = waits.filter(({ isMet }) => !isMet);
  const [first] = stuck;
  if (first === undefined) return undefined;
  return { cycle: cycleFrom(first, stuck), stuck: [...new Set(stuck.map(({ waiter }) => waiter))] };
}

interface State {
  readonly waits: readonly WaitState[];
  /** Waits of each waiter that are not met. */
  readonly open: Map<string, number>;
  /** By waiter, what others lack of what it holds. */
  readonly byHolder: ReadonlyMap<string, readonly { readonly lack: LackState; readonly amount: number }[]>;
}

function stateOf(graph: WaitForGraph): State {
  const open = new Map<string, number>();
  for (const { waiter } of graph.waits) open.set(waiter, (open.get(waiter) ?? 0) + 1);
  const byHolder = new Map<string, { lack: LackState; amount: number }[]>();
  const waits = graph.waits.map(({ waiter, ways }): WaitState => {
    const wait: WaitState = { waiter, ways: [], isMet: false };
    for (const lacks of ways) {
      const way: WayState = { lacks: [], unmet: 0, wait };
      for (const { wanted, free, heldBy } of lacks) {
        const blocking = heldBy.filter(({ holder }) => open.has(holder));
        const all = sum(heldBy);
        // What those bring who do not wait is as good as there.
        const missing = Math.min(wanted - free, all) - (all - sum(blocking));
        const lack: LackState = { holders: blocking.map(({ holder }) => holder), missing, way };
        way.lacks.push(lack);
        if (missing <= NOTHING) continue;
        way.unmet += 1;
        for (const { holder, amount } of blocking) {
          const known = byHolder.get(holder);
          if (known === undefined) byHolder.set(holder, [{ lack, amount }]);
          else known.push({ lack, amount });
        }
      }
      wait.ways.push(way);
    }
    return wait;
  });
  return { waits, open, byHolder };
}

/** The waits that are met when the holder has given back what it holds. */
function givesBack({ byHolder }: State, holder: string): WaitState[] {
  const met: WaitState[] = [];
  for (const { lack, amount } of byHolder.get(holder) ?? []) {
    const was = lack.missing;
    lack.missing -= amount;
    if (was <= NOTHING || lack.missing > NOTHING) continue;
    lack.way.unmet -= 1;
    if (lack.way.unmet === 0) met.push(lack.way.wait);
  }
  return met;
}

/** Goes from one that is stuck to one that holds what it lacks and is stuck too, until it comes back. */
function cycleFrom(first: WaitState, stuck: readonly WaitState[]): string[] {
  const byWaiter = new Map(stuck.map((wait) => [wait.waiter, wait]));
  const order = new Map<string, number>();
  let at: WaitState | undefined = first;
  while (at !== undefined && !order.has(at.waiter)) {
    order.set(at.waiter, order.size);
    const lacks: LackState[] = at.ways.flatMap((way) => way.lacks).filter(({ missing }) => missing > NOTHING);
    const next: string | undefined = lacks.flatMap(({ holders }) => holders).find((holder) => byWaiter.has(holder));
    at = next === undefined ? undefined : byWaiter.get(next);
  }
  const from = at === undefined ? 0 : (order.get(at.waiter) ?? 0);
  return [...order.keys()].slice(from);
}

function sum(amounts: readonly { readonly amount: number }[]): number {
  return amounts.reduce((total, { amount }) => total + amount, 0);
}
