import type { HeldResource } from '@codomyrmex/core';
import type { Held, RunCapacity } from './capacity.ts';
import type { AttemptOrder } from './invocation.ts';
import type { TaskWork } from './run-plan.ts';

/** The order of an attempt that holds something, or nothing where its task stands. What that is, is found out for whoever looks. */
export class HoldingOrder implements AttemptOrder {
  readonly task: number;
  readonly attempt: number;
  readonly rounds: number;
  readonly since: number;
  readonly work: TaskWork;
  readonly #held: Held | undefined;
  readonly #capacity: RunCapacity;

  constructor(order: Omit<AttemptOrder, 'resources'>, held: Held | undefined, capacity: RunCapacity) {
    this.task = order.task;
    this.attempt = order.attempt;
    this.rounds = order.rounds;
    this.since = order.since;
    this.work = order.work;
    this.#held = held;
    this.#capacity = capacity;
  }

  resources(): readonly HeldResource[] {
    return this.#held === undefined ? [] : this.#capacity.resourcesOf(this.#held);
  }
}
