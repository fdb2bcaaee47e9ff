import type { RunStatus } from '@codomyrmex/core';
import type { RunDocument } from './views/run-document.ts';

/** Sums over runs that are over. Durations are seconds. */
export interface RunTotals {
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly totalExecutionTime: number;
  readonly averageExecutionTime: number;
}

/** Sums over the steps of runs that are over. Durations are seconds. */
export interface TaskTotals {
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly skipped: number;
  /** Attempts after the first. */
  readonly retries: number;
  readonly totalExecutionTime: number;
  readonly averageExecutionTime: number;
}

/** Counts what one engine has carried since it was made: numbers only, whatever the number of runs. */
export class Tally {
  #started = 0;
  readonly #ends: Partial<Record<RunStatus, number>> = {};
  #runTime = 0;
  readonly #tasks = { completed: 0, failed: 0, cancelled: 0, skipped: 0, retries: 0, totalExecutionTime: 0, timed: 0 };

  begun(): void {
    this.#started++;
  }

  over({ status, execution_time, results }: RunDocument): void {
    this.#ends[status] = (this.#ends[status] ?? 0) + 1;
    this.#runTime += execution_time;
    for (const step of Object.values(results)) {
      const { status: end } = step;
      if (end === 'completed' || end === 'failed' || end === 'cancelled' || end === 'skipped') this.#tasks[end]++;
      this.#tasks.retries += Math.max(0, step.attempts - 1);
      if (step.execution_time === undefined) continue;
      this.#tasks.timed++;
      this.#tasks.totalExecutionTime += step.execution_time;
    }
  }

  get runs(): RunTotals {
    const { completed = 0, failed = 0, cancelled = 0 } = this.#ends;
    return {
      started: this.#started,
      completed,
      failed,
      cancelled,
      totalExecutionTime: this.#runTime,
      averageExecutionTime: average(this.#runTime, completed + failed + cancelled),
    };
  }

  get tasks(): TaskTotals {
    const { timed, ...totals } = this.#tasks;
    return { ...totals, averageExecutionTime: average(totals.totalExecutionTime, timed) };
  }
}

const average = (sum: number, count: number): number => (count === 0 ? 0 : sum / count);
