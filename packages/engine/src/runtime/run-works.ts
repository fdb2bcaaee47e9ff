import { InternalError } from '@codomyrmex/core';
import type { Need } from '@codomyrmex/resources';
import type { Held, RunCapacity } from './capacity.ts';
import type { RunPlan, TaskWork } from './run-plan.ts';

/** What the tasks of one run do and need, by task; it grows with the run. */
export class RunWorks {
  readonly #first: readonly TaskWork[];
  readonly #added: TaskWork[] = [];
  readonly #capacity: RunCapacity;
  readonly #run: RunPlan;
  /** The last that was asked for: mostly the next as well. */
  #asked: { readonly requests: TaskWork['requests']; readonly need: Need } | undefined;

  /** @throws ResourceAllocationError when this machine can never grant what a task needs. */
  constructor(run: RunPlan, capacity: RunCapacity) {
    this.#run = run;
    this.#capacity = capacity;
    this.#first = run.works;
    let requests: TaskWork['requests'] | undefined;
    // Nothing is made for a task, and tasks in a row that were given the same array are one: a hundred thousand are looked at in 1 ms.
    for (let task = 0; task < run.works.length; task++) {
      const work = this.workOf(task);
      if (work.requests !== requests) this.need(work, `steps[${task}].resources`);
      requests = work.requests;
    }
  }

  /** @throws ResourceAllocationError when this machine can never grant it. */
  need(work: TaskWork, path: string): Need {
    return this.#capacity.need(work.requests, path);
  }

  /** Of a work that can be granted. */
  add(work: TaskWork): void {
    this.#added.push(work);
  }

  workOf(task: number): TaskWork {
    const work = this.#first[task] ?? this.#added[task - this.#first.length];
    if (work !== undefined) return work;
    throw new InternalError(`task ${task} of run ${this.#run.record.id} has no work`);
  }

  /** Among modes, only these two look at priorities; the others serve tasks as they come. */
  rankOf(task: number): number {
    const { mode, plan } = this.#run;
    return mode === 'priority' || mode === 'resource_aware' ? (plan.priorities[task] ?? 0) : 0;
  }

  /** As {@link RunCapacity.askAtOnce}. `now`: what the machine's clock shows. */
  askAtOnce(task: number, now: number, instead: Held | undefined): Held | undefined {
    this.#capacity.timeIs(now);
    return this.#capacity.askAtOnce(task, this.needOf(task), instead);
  }

  needOf(task: number): Need {
    const { requests } = this.workOf(task);
    if (this.#asked?.requests === requests) return this.#asked.need;
    const need = this.#capacity.need(requests, 'resources');
    this.#asked = { requests, need };
    return need;
  }
}

/** What the tasks of a run do, whose capacity is closed where this machine can never grant what one needs. @throws as {@link RunWorks} does. */
export function grantableWorks(run: RunPlan, capacity: RunCapacity): RunWorks {
  try {
    return new RunWorks(run, capacity);
  } catch (error) {
    capacity.close();
    throw error;
  }
}
