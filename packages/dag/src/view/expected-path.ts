import { stageOf, stages } from '../plan/stage.ts';
import type { RunState } from '../run/state.ts';
import type { CriticalPath } from './critical-path.ts';

/**
 * Of what is left of a run, the chain that takes longest, of equal ones the one of more tasks: no number of slots ends the run
 * sooner. `remainingOf` gives `undefined` for what does not run any more. A stage begins after everything before it.
 */
export function expectedPath(
  { plan }: Pick<RunState, 'plan'>,
  remainingOf: (task: number) => number | undefined,
): CriticalPath {
  const chains = new Chains(plan.size);
  const { order, dependencyStart, dependencies } = plan;
  for (const stage of plan.late.size === 0 ? [stages[0]] : stages) {
    const before = chains.longest;
    for (const task of order) {
      const remaining = stageOf(plan, task) === stage ? remainingOf(task) : undefined;
      if (remaining === undefined) continue;
      let last = before;
      for (let edge = dependencyStart[task] ?? 0; edge < (dependencyStart[task + 1] ?? 0); edge++) {
        last = chains.longer(last, dependencies[edge] ?? 0);
      }
      chains.add(task, last, remaining);
    }
  }
  return chains.path();
}

const NONE = -1;

/** For every task, the longest chain that ends with it. */
class Chains {
  /** The last task of the longest of all. */
  longest = NONE;
  readonly #finish: Float64Array;
  readonly #length: Int32Array;
  readonly #before: Int32Array;

  constructor(size: number) {
    this.#finish = new Float64Array(size);
    this.#length = new Int32Array(size);
    this.#before = new Int32Array(size).fill(NONE);
  }

  /** Whichever of two tasks ends the longer chain; `first` of equal ones. Tasks that were not added end none. */
  longer(first: number, second: number): number {
    if (first === NONE) return (this.#length[second] ?? 0) > 0 ? second : NONE;
    const more = (this.#finish[second] ?? 0) - (this.#finish[first] ?? 0);
    if (more !== 0) return more > 0 ? second : first;
    return (this.#length[second] ?? 0) > (this.#length[first] ?? 0) ? second : first;
  }

  add(task: number, before: number, duration: number): void {
    this.#before[task] = before;
    this.#finish[task] = (this.#finish[before] ?? 0) + duration;
    this.#length[task] = (this.#length[before] ?? 0) + 1;
    this.longest = this.longer(this.longest, task);
  }

  path(): CriticalPath {
    const tasks: number[] = [];
    for (let task = this.longest; task !== NONE; task = this.#before[task] ?? NONE) tasks.push(task);
    return { tasks: tasks.reverse(), duration: this.#finish[this.longest] ?? 0 };
  }
}
