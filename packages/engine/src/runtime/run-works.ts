import { InternalError } from '@codomyrmex/core';
import type { Need } from '@codomyrmex/resources';
import type { RunCapacity } from './capacity.ts';
import type { RunPlan, TaskWork } from './run-plan.ts';

/** What the tasks of one run do and need, by task; it grows with the run. */
export class RunWorks {
  readonly #works: TaskWork[];
  readonly #needs: Need[];
  readonly #capacity: RunCapacity;
  readonly #run: RunPlan;

  /** @throws ResourceAllocationError when this machine can never grant what a task needs. */
  constructor(run: RunPlan, capacity: RunCapacity) {
    this.#run = run;
    this.#capacity = capacity;
    this.#works = [...run.works];
    this.#needs = this.#works.map((work, task) => this.need(work, `steps[${task}].resources`));
  }

  /** @throws ResourceAllocationError when this machine can never grant it. */
  need(work: TaskWork, path: string): Need {
    return this.#capacity.need(work.requests, path);
  }

  add(work: TaskWork, need: Need): void {
    this.#works.push(work);
    this.#needs.push(need);
  }

  workOf(task: number): TaskWork {
    const work = this.#works[task];
    if (work !== undefined) return work;
    throw new InternalError(`task ${task} of run ${this.#run.record.id} has no work`);
  }

  needOf(task: number): Need {
    const need = this.#needs[task];
    if (need !== undefined) return need;
    throw new InternalError(`task ${task} of run ${this.#run.record.id} has no work`);
  }
}
