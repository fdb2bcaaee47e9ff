import { InternalError, type JsonObject, type Problem } from '@codomyrmex/core';
import type { AddedTask } from './added-task.ts';
import { circleProblem } from './cycle.ts';
import { DependencyLevels } from './dependency-levels.ts';
import { GrownEdges } from './grown-edges.ts';
import { edgesOf, type Plan, type PlanEdges } from './plan.ts';
import type { Stage } from './stage.ts';
import type { RareRule, RetryPolicy, TaskSpec } from './task-spec.ts';

const NONE: ReadonlySet<number> = new Set();

/**
 * The plan of a run that grows: checked at every step, like every plan. A dependency that no task has the name of is kept
 * waiting and stands in no edge. A growing plan belongs to the one state that it was handed to. The flat arrays of a plan
 * are made when they are asked for, in linear time, and kept until the plan grows again: they are for views.
 */
export class GrowingPlan implements Plan {
  readonly names: string[] = [];
  readonly indices = new Map<string, number>();
  readonly rules = new Map<number, RareRule>();
  readonly retries: (RetryPolicy | undefined)[] = [];
  /** What is added to a run is asked for: no condition, and a failure that counts. */
  readonly conditional: ReadonlySet<number> = NONE;
  readonly optional: ReadonlySet<number> = NONE;
  readonly timed: ReadonlySet<number> = NONE;
  readonly standing: ReadonlySet<number> = NONE;
  readonly late: ReadonlyMap<number, Stage> = new Map();
  readonly undoes: ReadonlyMap<number, number> = new Map();
  /** What each task does, as it was written; `undefined` for the tasks that the plan began with. */
  readonly written: (JsonObject | undefined)[] = [];
  readonly edges = new GrownEdges();
  #priorities = new Uint8Array(16);
  readonly #levels = new DependencyLevels({
    dependenciesOf: (task, visit) => {
      const end = this.edges.endOf(task);
      for (let edge = this.edges.firstOf(task); edge < end; edge++) {
        const dependency = this.edges.dependencyOf(edge);
        if (dependency >= 0 && visit(dependency)) return;
      }
    },
    dependentsOf: (task, visit) => {
      for (let edge = this.edges.toDependents(task); edge >= 0; edge = this.edges.next(edge)) {
        if (visit(this.edges.dependentOf(edge))) return;
      }
    },
    hasDependents: (task) => this.edges.toDependents(task) >= 0,
  });
  #compiled: PlanEdges | undefined;

  /** Begins with these tasks. @throws InternalError when they are no plan. */
  constructor(tasks: readonly TaskSpec[] = []) {
    for (const task of tasks) {
      const [problem] = this.#insert(task, undefined, 0);
      if (problem !== undefined) throw new InternalError(problem.message);
    }
  }

  get size(): number {
    return this.names.length;
  }

  get priorities(): Uint8Array {
    return this.#priorities.subarray(0, this.size);
  }

  get dependencyStart(): Int32Array {
    return this.#flat().dependencyStart;
  }

  get dependencies(): Int32Array {
    return this.#flat().dependencies;
  }

  get dependentStart(): Int32Array {
    return this.#flat().dependentStart;
  }

  get dependents(): Int32Array {
    return this.#flat().dependents;
  }

  get order(): Int32Array {
    return this.#flat().order;
  }

  /** Takes all of the tasks in, or none of them and tells what is wrong with the first that cannot be. */
  grow(tasks: readonly AddedTask[]): readonly Problem[] {
    const size = this.size;
    for (const [place, task] of tasks.entries()) {
      const problems = this.#insert(task, task.written, place);
      if (problems.length === 0) continue;
      this.#shrink(size, tasks);
      return problems;
    }
    return [];
  }

  /** What {@link grow} would tell; the plan is the same afterwards. */
  problemsOf(tasks: readonly AddedTask[]): readonly Problem[] {
    const size = this.size;
    const problems = this.grow(tasks);
    this.#shrink(size, tasks);
    return problems;
  }

  #insert(spec: TaskSpec, written: JsonObject | undefined, place: number): readonly Problem[] {
    const { name, dependencies, priority = 1, runOn = 'success' } = spec;
    const faults = this.#nameProblems(spec, place);
    if (faults.length > 0) return faults;
    const task = this.size;
    this.#compiled = undefined;
    this.names.push(name);
    this.indices.set(name, task);
    this.written.push(written);
    this.retries.push(sharedRetry(this.retries.at(-1), spec.retry));
    this.#setPriority(task, priority);
    if (runOn !== 'success') this.rules.set(task, runOn);
    this.edges.addTask(name);
    this.#levels.add();
    for (const dependency of dependencies) this.edges.addEdge(this.indices.get(dependency) ?? dependency);
    return this.#circle(task, place);
  }

  #circle(task: number, place: number): readonly Problem[] {
    const end = this.edges.endOf(task);
    for (let edge = this.edges.firstOf(task); edge < end; edge++) {
      const dependency = this.edges.dependencyOf(edge);
      const circle = dependency < 0 ? undefined : this.#levels.connect(dependency, task);
      if (circle === undefined) continue;
      return [
        circleProblem(
          circle.map((member) => this.names[member] ?? ''),
          `tasks[${place}].dependencies`,
        ),
      ];
    }
    return [];
  }

  #nameProblems({ name, dependencies }: TaskSpec, place: number): readonly Problem[] {
    const problems: Problem[] = [];
    if (this.indices.has(name)) {
      const message = `"${name}" is already the name of a task of this run`;
      problems.push({ code: 'duplicate_name', message, path: `tasks[${place}].name` });
    }
    const own = dependencies.indexOf(name);
    if (own >= 0) {
      const path = `tasks[${place}].dependencies[${own}]`;
      problems.push({ code: 'self_dependency', message: `"${name}" waits for itself`, path });
    }
    return problems;
  }

  #shrink(size: number, tasks: readonly AddedTask[]): void {
    while (this.size > size) {
      const task = this.size - 1;
      const name = this.names.pop() ?? '';
      this.edges.undo(name, tasks[task - size]?.dependencies ?? []);
      this.#levels.cut(task);
      this.indices.delete(name);
      this.written.pop();
      this.retries.pop();
      this.rules.delete(task);
      this.#compiled = undefined;
    }
  }

  #setPriority(task: number, priority: number): void {
    if (task === this.#priorities.length) {
      const larger = new Uint8Array(task * 2);
      larger.set(this.#priorities);
      this.#priorities = larger;
    }
    this.#priorities[task] = priority;
  }

  #flat(): PlanEdges {
    if (this.#compiled !== undefined) return this.#compiled;
    const dependencyStart = new Int32Array(this.size + 1);
    const dependencies: number[] = [];
    for (let task = 0; task < this.size; task++) {
      const end = this.edges.endOf(task);
      for (let edge = this.edges.firstOf(task); edge < end; edge++) {
        if (this.edges.dependencyOf(edge) >= 0) dependencies.push(this.edges.dependencyOf(edge));
      }
      dependencyStart[task + 1] = dependencies.length;
    }
    this.#compiled = edgesOf({ dependencyStart, dependencies: Int32Array.from(dependencies) });
    return this.#compiled;
  }
}

/** Equal policies of tasks that come one after another are kept once, also after they were read from a journal. */
function sharedRetry(last: RetryPolicy | undefined, retry: RetryPolicy | undefined): RetryPolicy | undefined {
  if (last === undefined || retry === undefined) return retry;
  const isSame =
    last.maxRetries === retry.maxRetries &&
    last.delayMs === retry.delayMs &&
    last.factor === retry.factor &&
    last.capMs === retry.capMs &&
    last.jitter === retry.jitter &&
    isPlain(last) &&
    isPlain(retry);
  return isSame ? last : retry;
}

/** It looks at no failure: most do not. */
const isPlain = ({ onCodes, exitCodes, never }: RetryPolicy): boolean =>
  onCodes === undefined && exitCodes === undefined && never === undefined;
