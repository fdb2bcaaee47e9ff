import { IntList } from './int-list.ts';

/** The edges that levels are kept over; a visitor that answers `true` ends the visit. */
export interface LevelledEdges {
  dependenciesOf(task: number, visit: (dependency: number) => boolean): void;
  dependentsOf(task: number, visit: (dependent: number) => boolean): void;
  hasDependents(task: number): boolean;
}

/** Edges that a search backwards may always look at. */
const LEAST_BUDGET = 32;

/**
 * Finds circles in a graph as its edges come, after Bender, Fineman, Gilbert and Tarjan (two-way search with levels):
 * no task has a higher level than its dependents. An edge to a higher level closes no circle. For any other, the
 * search goes back from the dependency within its level, over at most the square root of all edges; then the dependent
 * and what depends on it are lifted above, once for each level. So the work on `m` edges is in proportion to
 * `m · √m`, whatever the order in which they come; a task that nobody waits for yet costs nothing.
 *
 * An edge that is taken away leaves the levels as they are: they still hold. No recursion: any depth.
 */
export class DependencyLevels {
  readonly #edges: LevelledEdges;
  readonly #level = new IntList();
  /** The search that saw a task last. */
  readonly #seen = new IntList();
  #search = 0;
  #connected = 0;

  constructor(edges: LevelledEdges) {
    this.#edges = edges;
  }

  /** One more task, whose own dependencies are connected next. */
  add(): void {
    this.#level.push(0);
    this.#seen.push(0);
  }

  cut(size: number): void {
    this.#level.cut(size);
    this.#seen.cut(size);
  }

  /** Takes an edge in; gives the circle that it would close, dependencies first, and then leaves everything as it was. */
  connect(dependency: number, dependent: number): readonly number[] | undefined {
    this.#connected++;
    const level = this.#level.at(dependency);
    if (level < this.#level.at(dependent)) return undefined;
    if (!this.#edges.hasDependents(dependent)) {
      this.#level.set(dependent, level);
      return undefined;
    }
    switch (this.#searchBack(dependency, dependent)) {
      case 'circle':
        return this.#pathBetween(dependent, dependency);
      case 'searched':
        if (level === this.#level.at(dependent)) return undefined;
        return this.#lift(dependent, level, (task) => this.#seen.at(task) === this.#search) === 'circle'
          ? this.#pathBetween(dependent, dependency)
          : undefined;
      case 'too many':
        return this.#lift(dependent, level + 1, (task) => task === dependency) === 'circle'
          ? this.#pathBetween(dependent, dependency)
          : undefined;
    }
  }

  /** Marks what the dependency waits for within its level, as far as the budget goes. */
  #searchBack(dependency: number, dependent: number): 'circle' | 'searched' | 'too many' {
    const level = this.#level.at(dependency);
    let budget = Math.max(LEAST_BUDGET, Math.ceil(Math.sqrt(this.#connected)));
    let isCircle = false;
    this.#search++;
    this.#seen.set(dependency, this.#search);
    const open = [dependency];
    for (let task = open.pop(); task !== undefined && budget > 0 && !isCircle; task = open.pop()) {
      this.#edges.dependenciesOf(task, (before) => {
        budget--;
        isCircle = before === dependent;
        if (this.#level.at(before) === level && this.#seen.at(before) !== this.#search) {
          this.#seen.set(before, this.#search);
          open.push(before);
        }
        return isCircle || budget <= 0;
      });
    }
    if (isCircle) return 'circle';
    return budget > 0 ? 'searched' : 'too many';
  }

  /**
   * Lifts the task, and what depends on it and is lower; where that leads back to the dependency, every level is again what
   * it was. That it comes by the task itself is a circle through another of its dependencies, which is connected later.
   */
  #lift(start: number, level: number, leadsBack: (task: number) => boolean): 'circle' | 'lifted' {
    const lifted = [start];
    const before = [this.#level.at(start)];
    this.#level.set(start, level);
    let isCircle = false;
    for (let head = 0; head < lifted.length && !isCircle; head++) {
      this.#edges.dependentsOf(lifted[head] ?? start, (next) => {
        isCircle = leadsBack(next);
        if (!isCircle && this.#level.at(next) < level) {
          lifted.push(next);
          before.push(this.#level.at(next));
          this.#level.set(next, level);
        }
        return isCircle;
      });
    }
    if (!isCircle) return 'lifted';
    for (const [place, task] of lifted.entries()) this.#level.set(task, before[place] ?? 0);
    return 'circle';
  }

  /** The way from a task over its dependents to another one; linear in the graph, for an edge that is refused. */
  #pathBetween(start: number, end: number): readonly number[] {
    const from = new Map<number, number>();
    const reached = [start];
    for (let head = 0; head < reached.length && !from.has(end); head++) {
      const task = reached[head] ?? start;
      this.#edges.dependentsOf(task, (next) => {
        if (next !== start && !from.has(next)) {
          from.set(next, task);
          reached.push(next);
        }
        return false;
      });
    }
    const path: number[] = [];
    for (let task: number | undefined = end; task !== undefined; task = from.get(task)) path.push(task);
    return path.reverse();
  }
}
