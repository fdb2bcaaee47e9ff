import type { HeldResource } from '@codomyrmex/core';
import type { Held } from './capacity.ts';
import type { AttemptOrder, Report } from './invocation.ts';
import type { TaskWork } from './run-plan.ts';

/** The run that attempts are made for; one for all of its orders. */
export interface OrderingRun {
  readonly resourcesOf: (held: Held) => readonly HeldResource[];
  readonly reported: (order: HoldingOrder, report: Report) => void;
}

/**
 * The order of an attempt that holds something, or nothing where its task stands. What that is, is found out for whoever looks, and
 * it takes the report itself: a function for each attempt would be made a million times for a million tasks.
 */
export class HoldingOrder implements AttemptOrder {
  readonly task: number;
  readonly attempt: number;
  readonly rounds: number;
  readonly since: number;
  readonly work: TaskWork;
  readonly #held: Held | undefined;
  readonly #run: OrderingRun;
  #isReported = false;

  constructor(order: Omit<AttemptOrder, 'resources' | 'report'>, held: Held | undefined, run: OrderingRun) {
    this.task = order.task;
    this.attempt = order.attempt;
    this.rounds = order.rounds;
    this.since = order.since;
    this.work = order.work;
    this.#held = held;
    this.#run = run;
  }

  get isReported(): boolean {
    return this.#isReported;
  }

  resources(): readonly HeldResource[] {
    return this.#held === undefined ? [] : this.#run.resourcesOf(this.#held);
  }

  report(report: Report): void {
    this.#isReported = true;
    this.#run.reported(this, report);
  }
}
