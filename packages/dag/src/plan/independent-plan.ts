import type { Plan } from './plan.ts';
import type { TaskSpec } from './task-spec.ts';

/** What all tasks of such a plan are. */
export type SharedTraits = Omit<TaskSpec, 'name' | 'dependencies' | 'undoes'>;

/**
 * The plan of tasks that are alike and do not wait for each other, named by their indices. The same as {@link plan} gives, at a
 * fiftieth of its time: there is nothing to check, and names are looked up in a table that is made when one is.
 */
export function independentPlan(size: number, traits: SharedTraits): Plan {
  const names: string[] = [];
  const order = new Int32Array(size);
  for (let task = 0; task < size; task++) {
    names.push(String(task));
    order[task] = task;
  }
  const none = new Int32Array(0);
  const noEdges = new Int32Array(size + 1);
  const { priority = 1, runOn = 'success', stage = 'main', retry } = traits;
  let indices: ReadonlyMap<string, number> | undefined;
  return {
    size,
    names,
    get indices() {
      indices ??= new Map(names.map((name, task) => [name, task]));
      return indices;
    },
    dependencyStart: noEdges,
    dependencies: none,
    dependentStart: noEdges,
    dependents: none,
    order,
    priorities: new Uint8Array(size).fill(priority),
    rules: runOn === 'success' ? new Map() : forAll(size, runOn),
    retries: retry === undefined ? [] : new Array(size).fill(retry),
    conditional: allWhere(traits.isConditional, size),
    optional: allWhere(traits.isOptional, size),
    timed: allWhere(traits.isTimed, size),
    standing: allWhere(traits.isStanding, size),
    late: stage === 'main' ? new Map() : forAll(size, stage),
    undoes: new Map(),
  };
}

function forAll<Value>(size: number, value: Value): ReadonlyMap<number, Value> {
  return new Map(Array.from({ length: size }, (_, task) => [task, value]));
}

function allWhere(isSo: boolean | undefined, size: number): ReadonlySet<number> {
  return new Set(isSo === true ? new Array(size).keys() : []);
}
