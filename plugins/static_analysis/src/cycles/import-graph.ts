import type { ImportTime } from './module-import.ts';
import { shortestCycle } from './shortest-cycle.ts';
import { cyclicComponents, graphOf } from './strong-components.ts';

/** A cycle of modules, by their numbers. */
export interface ModuleCycle {
  /** A shortest way around. */
  readonly cycle: readonly number[];
  /** All modules that reach each other. */
  readonly group: readonly number[];
  /** The latest time at which an import that it needs takes effect. */
  readonly time: ImportTime;
}

const times = ['load', 'deferred', 'type_only'] as const satisfies readonly ImportTime[];
/** Modules are below 2^26, so a pair of them is a safe integer. */
const PAIR = 2 ** 26;

/** Who imports whom; of several imports between the same two modules, the one that takes effect first counts. */
export class ImportGraph {
  readonly #edges = new Map<number, number>();

  add(from: number, to: number, time: ImportTime): void {
    const edge = from * PAIR + to;
    const known = this.#edges.get(edge);
    const rank = times.indexOf(time);
    if (known === undefined || rank < known) this.#edges.set(edge, rank);
  }

  /**
   * The cycles that hold while modules are loaded; then those that also need deferred imports; then those that also need
   * imports of types. A group of modules is given once, the first time that it is closed.
   */
  cycles(modules: number): readonly ModuleCycle[] {
    const given = new Set<string>();
    return times.flatMap((time, rank) => {
      const edges = [...this.#edges].filter(([, known]) => known <= rank).map(([edge]) => split(edge));
      const graph = graphOf(modules, edges);
      return cyclicComponents(graph).flatMap((group) => {
        const key = group.join();
        if (given.has(key)) return [];
        given.add(key);
        return [{ cycle: shortestCycle(graph, group), group, time }];
      });
    });
  }
}

const split = (edge: number): readonly [number, number] => [Math.floor(edge / PAIR), edge % PAIR];
