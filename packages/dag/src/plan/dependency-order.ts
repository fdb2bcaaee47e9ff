import { IntList } from './int-list.ts';

/** The edges that an order is kept over. */
export interface OrderedEdges {
  /** Calls for each known dependency of `task`; stops when told `true`. */
  dependenciesOf(task: number, visit: (dependency: number) => void): void;
  dependentsOf(task: number, visit: (dependent: number) => void): void;
}

/**
 * A topological order of a graph that grows, after Pearce and Kelly: every dependency has a lower number than its
 * dependents. An edge that already agrees with the numbers costs nothing; another one costs what lies between its ends.
 * So tasks that come after their dependencies, or all before them, are never searched. The stack is its own: any depth.
 *
 * Not done: a bound for an order of arrival that is mixed at random over a dense graph; each edge may then cost as much
 * as there are tasks between its ends.
 */
export class DependencyOrder {
  readonly #edges: OrderedEdges;
  readonly #number = new IntList();
  /** The search that saw a task last, and from where. */
  readonly #seen = new IntList();
  readonly #from = new IntList();
  #search = 0;
  #lowest = 0;
  #highest = 0;

  constructor(edges: OrderedEdges) {
    this.#edges = edges;
  }

  /** One more task, without known dependencies yet; `isWaitedFor`: others wait for it already. */
  add(isWaitedFor: boolean): void {
    this.#number.push(isWaitedFor ? --this.#lowest : ++this.#highest);
    this.#seen.push(0);
    this.#from.push(-1);
  }

  cut(size: number): void {
    this.#number.cut(size);
    this.#seen.cut(size);
    this.#from.cut(size);
  }

  /** Takes an edge in; gives the circle that it would close, dependencies first, and then leaves everything as it was. */
  connect(dependency: number, dependent: number): readonly number[] | undefined {
    const least = this.#number.at(dependent);
    const most = this.#number.at(dependency);
    if (most < least) return undefined;
    const after = this.#reached(dependent, (task, visit) => this.#edges.dependentsOf(task, visit), {
      isWithin: (number) => number <= most,
    });
    if (this.#seen.at(dependency) === this.#search) return this.#pathTo(dependency);
    const before = this.#reached(dependency, (task, visit) => this.#edges.dependenciesOf(task, visit), {
      isWithin: (number) => number >= least,
    });
    this.#renumber(before, after);
    return undefined;
  }

  #reached(
    start: number,
    next: (task: number, visit: (task: number) => void) => void,
    { isWithin }: { isWithin: (number: number) => boolean },
  ): number[] {
    this.#search++;
    this.#seen.set(start, this.#search);
    this.#from.set(start, -1);
    const reached = [start];
    for (let head = 0; head < reached.length; head++) {
      const task = reached[head] ?? start;
      next(task, (other) => {
        if (this.#seen.at(other) === this.#search || !isWithin(this.#number.at(other))) return;
        this.#seen.set(other, this.#search);
        this.#from.set(other, task);
        reached.push(other);
      });
    }
    return reached;
  }

  /** Both keep the numbers that they had together: first what comes before, then what comes after. */
  #renumber(before: number[], after: number[]): void {
    const byNumber = (a: number, b: number): number => this.#number.at(a) - this.#number.at(b);
    const tasks = [...before.sort(byNumber), ...after.sort(byNumber)];
    const numbers = tasks.map((task) => this.#number.at(task)).sort((a, b) => a - b);
    for (const [place, task] of tasks.entries()) this.#number.set(task, numbers[place] ?? 0);
  }

  #pathTo(end: number): readonly number[] {
    const path: number[] = [];
    for (let task = end; task !== -1; task = this.#from.at(task)) path.push(task);
    return path.reverse();
  }
}
