import { IntList } from './int-list.ts';

const NONE = -1;

/**
 * Edges of a graph that grows, in flat arrays: about twelve bytes an edge. A name that no task has yet keeps its edges
 * together until a task comes with it.
 */
export class GrownEdges {
  /** The edges of a task stand together, in the order in which it names its dependencies. */
  readonly #first = new IntList();
  /** By edge: the dependency, or -1 while no task has its name. */
  readonly #dependency = new IntList();
  readonly #dependent = new IntList();
  /** By edge: the next one of the same dependency or of the same awaited name, or -1. */
  readonly #next = new IntList();
  /** By task: its first edge to a dependent, or -1. */
  readonly #toDependents = new IntList();
  readonly #awaited = new Map<string, number>();

  /** Names that tasks wait for and no task has, with the first edge of each. */
  get awaited(): ReadonlyMap<string, number> {
    return this.#awaited;
  }

  firstOf(task: number): number {
    return this.#first.at(task);
  }

  endOf(task: number): number {
    return task + 1 < this.#first.length ? this.#first.at(task + 1) : this.#dependency.length;
  }

  dependencyOf(edge: number): number {
    return this.#dependency.at(edge);
  }

  dependentOf(edge: number): number {
    return this.#dependent.at(edge);
  }

  /** The first edge to a dependent of `task`, or -1; the others follow by {@link next}. */
  toDependents(task: number): number {
    return this.#toDependents.at(task);
  }

  next(edge: number): number {
    return this.#next.at(edge);
  }

  /** A task of that name comes; those who waited for the name wait for the task. */
  addTask(name: string): void {
    const task = this.#first.length;
    const waiting = this.#awaited.get(name) ?? NONE;
    this.#first.push(this.#dependency.length);
    this.#toDependents.push(waiting);
    if (waiting === NONE) return;
    this.#awaited.delete(name);
    for (let edge = waiting; edge !== NONE; edge = this.next(edge)) this.#dependency.set(edge, task);
  }

  /** The newest task waits for a task, or for a name that none has. */
  addEdge(dependency: number | string): void {
    const edge = this.#dependency.length;
    this.#dependent.push(this.#first.length - 1);
    if (typeof dependency === 'number') {
      this.#dependency.push(dependency);
      this.#next.push(this.#toDependents.at(dependency));
      this.#toDependents.set(dependency, edge);
    } else {
      this.#dependency.push(NONE);
      this.#next.push(this.#awaited.get(dependency) ?? NONE);
      this.#awaited.set(dependency, edge);
    }
  }

  /** Takes the newest task out again, with its edges; `dependencies` are the names that it was added with. */
  undo(name: string, dependencies: readonly string[]): void {
    const task = this.#first.length - 1;
    const first = this.firstOf(task);
    for (let edge = this.#dependency.length - 1; edge >= first; edge--)
      this.#undoEdge(edge, dependencies[edge - first]);
    this.#dependency.cut(first);
    this.#dependent.cut(first);
    this.#next.cut(first);
    const waiting = this.toDependents(task);
    if (waiting !== NONE) this.#awaited.set(name, waiting);
    for (let edge = waiting; edge !== NONE; edge = this.next(edge)) this.#dependency.set(edge, NONE);
    this.#first.cut(task);
    this.#toDependents.cut(task);
  }

  #undoEdge(edge: number, name: string | undefined): void {
    const dependency = this.dependencyOf(edge);
    const next = this.next(edge);
    if (dependency !== NONE) this.#toDependents.set(dependency, next);
    else if (name !== undefined && next === NONE) this.#awaited.delete(name);
    else if (name !== undefined) this.#awaited.set(name, next);
  }
}
