import type { Problem } from '@codomyrmex/core';
import { cycleProblem } from './cycle.ts';
import { nameProblems, type Planned } from './rules.ts';
import type { Stage } from './stage.ts';
import type { RareRule, RetryPolicy, TaskSpec } from './task-spec.ts';

/**
 * A checked graph: every dependency exists and nothing waits for itself. Tasks are indices; edges stand in flat arrays,
 * so that a million tasks cost about a hundred bytes each.
 */
export interface Plan {
  readonly size: number;
  readonly names: readonly string[];
  /** Index by name. */
  readonly indices: ReadonlyMap<string, number>;
  /** Dependencies of task `t`: `dependencies[dependencyStart[t]]` up to `dependencyStart[t + 1]`, exclusive. */
  readonly dependencyStart: Int32Array;
  readonly dependencies: Int32Array;
  /** Dependents of task `t`, in the same form. */
  readonly dependentStart: Int32Array;
  readonly dependents: Int32Array;
  /** Every task after all of its dependencies; ties in declared order. */
  readonly order: Int32Array;
  readonly priorities: Uint8Array;
  /** Trigger rules other than `success`, by task; most plans have none. */
  readonly rules: ReadonlyMap<number, RareRule>;
  readonly retries: readonly (RetryPolicy | undefined)[];
  /** Tasks by what few of them are; see {@link TaskSpec}. */
  readonly conditional: ReadonlySet<number>;
  readonly optional: ReadonlySet<number>;
  readonly timed: ReadonlySet<number>;
  readonly standing: ReadonlySet<number>;
  /** Tasks of other stages than `main`. */
  readonly late: ReadonlyMap<number, Stage>;
  /** By a task of the stage `undo`: what it undoes. */
  readonly undoes: ReadonlyMap<number, number>;
}

export type PlanResult =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The flat arrays of a plan. */
export type PlanEdges = Pick<Plan, 'dependencyStart' | 'dependencies' | 'dependentStart' | 'dependents' | 'order'>;

/** Checks the graph by all rules and gives its plan, or every problem at once. Linear in tasks and edges. */
export function plan(specs: readonly TaskSpec[]): PlanResult {
  const planned = intern(specs);
  const problems = planned.faulty ? nameProblems(specs, planned) : [];
  if (problems.length > 0) return { ok: false, problems };
  const edges = edgesOf(planned);
  if (edges.order.length < specs.length) return { ok: false, problems: [cycleProblem(specs, planned, edges.order)] };
  return {
    ok: true,
    plan: {
      size: specs.length,
      names: specs.map((spec) => spec.name),
      indices: planned.indices,
      ...edges,
      priorities: Uint8Array.from(specs, (spec) => spec.priority ?? 1),
      rules: triggerRules(specs),
      retries: specs.some((spec) => spec.retry !== undefined) ? specs.map((spec) => spec.retry) : [],
      conditional: tasksThat(specs, ({ isConditional }) => isConditional === true),
      optional: tasksThat(specs, ({ isOptional }) => isOptional === true),
      timed: tasksThat(specs, ({ isTimed }) => isTimed === true),
      standing: tasksThat(specs, ({ isStanding }) => isStanding === true),
      late: lateTasks(specs),
      undoes: undoneTasks(specs, planned.indices),
    },
  };
}

/** All arrays of a graph whose dependencies are known; the order is shorter than the graph when there is a cycle. */
export function edgesOf({ dependencyStart, dependencies }: Pick<Plan, 'dependencyStart' | 'dependencies'>): PlanEdges {
  const { dependentStart, dependents } = reversed({ dependencyStart, dependencies });
  const order = topologicalOrder(dependencyStart, dependentStart, dependents);
  return { dependencyStart, dependencies, dependentStart, dependents, order };
}

/** Names become indices once; everything after works on integers. */
function intern(specs: readonly TaskSpec[]): Planned {
  const indices = new Map<string, number>();
  let edges = 0;
  for (let task = 0; task < specs.length; task++) {
    const spec = specs[task] as TaskSpec; // within bounds
    indices.set(spec.name, task);
    edges += spec.dependencies.length;
  }
  const dependencyStart = new Int32Array(specs.length + 1);
  const dependencies = new Int32Array(edges);
  let faulty = indices.size < specs.length;
  let edge = 0;
  for (let task = 0; task < specs.length; task++) {
    for (const name of (specs[task] as TaskSpec).dependencies /* within bounds */) {
      const dependency = indices.get(name) ?? -1;
      if (dependency < 0 || dependency === task) faulty = true;
      dependencies[edge++] = dependency;
    }
    dependencyStart[task + 1] = edge;
  }
  return { indices, dependencyStart, dependencies, faulty };
}

function reversed({
  dependencyStart,
  dependencies,
}: Pick<Plan, 'dependencyStart' | 'dependencies'>): Pick<Plan, 'dependentStart' | 'dependents'> {
  const size = dependencyStart.length - 1;
  const dependentStart = new Int32Array(size + 1);
  for (const dependency of dependencies) dependentStart[dependency + 1] = at(dependentStart, dependency + 1) + 1;
  for (let task = 0; task < size; task++) {
    dependentStart[task + 1] = at(dependentStart, task + 1) + at(dependentStart, task);
  }
  const next = dependentStart.slice();
  const dependents = new Int32Array(dependencies.length);
  for (let task = 0; task < size; task++) {
    for (let edge = at(dependencyStart, task); edge < at(dependencyStart, task + 1); edge++) {
      const dependency = at(dependencies, edge);
      const place = at(next, dependency);
      dependents[place] = task;
      next[dependency] = place + 1;
    }
  }
  return { dependentStart, dependents };
}

/** Kahn's algorithm; shorter than the graph when there is a cycle. */
function topologicalOrder(dependencyStart: Int32Array, dependentStart: Int32Array, dependents: Int32Array): Int32Array {
  const size = dependencyStart.length - 1;
  const unmet = new Int32Array(size);
  const order = new Int32Array(size);
  let end = 0;
  for (let task = 0; task < size; task++) {
    const count = at(dependencyStart, task + 1) - at(dependencyStart, task);
    unmet[task] = count;
    if (count === 0) order[end++] = task;
  }
  for (let head = 0; head < end; head++) {
    const task = at(order, head);
    for (let edge = at(dependentStart, task); edge < at(dependentStart, task + 1); edge++) {
      const dependent = at(dependents, edge);
      const left = at(unmet, dependent) - 1;
      unmet[dependent] = left;
      if (left === 0) order[end++] = dependent;
    }
  }
  return end === size ? order : order.slice(0, end);
}

function triggerRules(specs: readonly TaskSpec[]): ReadonlyMap<number, RareRule> {
  const rules = new Map<number, RareRule>();
  for (const [task, spec] of specs.entries()) {
    if (spec.runOn !== undefined && spec.runOn !== 'success') rules.set(task, spec.runOn);
  }
  return rules;
}

function tasksThat(specs: readonly TaskSpec[], are: (spec: TaskSpec) => boolean): ReadonlySet<number> {
  const tasks = new Set<number>();
  for (const [task, spec] of specs.entries()) if (are(spec)) tasks.add(task);
  return tasks;
}

function lateTasks(specs: readonly TaskSpec[]): ReadonlyMap<number, Stage> {
  const late = new Map<number, Stage>();
  for (const [task, { stage = 'main' }] of specs.entries()) if (stage !== 'main') late.set(task, stage);
  return late;
}

function undoneTasks(specs: readonly TaskSpec[], indices: ReadonlyMap<string, number>): ReadonlyMap<number, number> {
  const undone = new Map<number, number>();
  for (const [task, { undoes }] of specs.entries()) {
    const step = undoes === undefined ? undefined : indices.get(undoes);
    if (step !== undefined) undone.set(task, step);
  }
  return undone;
}

/** An element of an array that is long enough by construction. */
function at(array: Int32Array, index: number): number {
  return array[index] as number; // in bounds: indices come from the graph's own arrays
}
