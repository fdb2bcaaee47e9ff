import type { Clock, Failure } from '@codomyrmex/core';
import { type Command, isSettled, type RunState } from '@codomyrmex/dag';
import type { TaskWork } from './run-plan.ts';

type TimeOut = Extract<Command, { readonly type: 'time_out' }>;
type Scope = TimeOut['scope'];

/**
 * Ends tasks whose time is over: the wait for what they need, and all of their attempts together. The wait counts from when
 * this process asks; the attempts count from the first of them, also when that was in a process that died.
 */
export class TaskDeadlines {
  readonly #clock: Clock;
  readonly #post: (command: TimeOut) => void;
  /** Most runs limit nothing, and have none. */
  readonly #timers: Partial<Record<Scope, Map<number, () => void>>> = {};

  constructor(clock: Clock, post: (command: TimeOut) => void) {
    this.#clock = clock;
    this.#post = post;
  }

  /** Called for a task that changed. Does nothing for one without limits. */
  follow(task: number, { waitingMs, totalMs }: TaskWork, state: RunState): void {
    if (waitingMs !== undefined) this.#waiting(task, waitingMs, state);
    if (totalMs !== undefined) this.#total(task, totalMs, state);
  }

  clear(): void {
    this.#clear('waiting');
    this.#clear('total');
  }

  #waiting(task: number, limit: number, { tasks }: RunState): void {
    if (tasks[task]?.kind !== 'ready') return this.#cancel('waiting', task);
    this.#await('waiting', { task, limit, at: this.#clock.now() + limit });
  }

  #total(task: number, limit: number, { tasks, begun }: RunState): void {
    const state = tasks[task];
    const since = begun.get(task);
    if (since === undefined || state === undefined) return;
    if (isSettled(state)) return this.#cancel('total', task);
    this.#await('total', { task, limit, at: since + limit });
  }

  #await(scope: Scope, { task, limit, at }: { task: number; limit: number; at: number }): void {
    this.#timers[scope] ??= new Map();
    const timers = this.#timers[scope];
    if (timers.has(task)) return;
    const timeOut = () => {
      timers.delete(task);
      this.#post({ type: 'time_out', at: this.#clock.now(), task, scope, failure: failureOf(scope, limit) });
    };
    timers.set(task, this.#clock.after(Math.max(0, at - this.#clock.now()), timeOut));
  }

  #cancel(scope: Scope, task: number): void {
    const timers = this.#timers[scope];
    timers?.get(task)?.();
    timers?.delete(task);
  }

  #clear(scope: Scope): void {
    const timers = this.#timers[scope];
    if (timers === undefined) return;
    for (const cancel of timers.values()) cancel();
    timers.clear();
  }
}

const told: Readonly<Record<Scope, string>> = {
  waiting: 'waited for a slot and its resources longer than',
  total: 'took, over all of its attempts, longer than',
};

function failureOf(scope: Scope, limit: number): Failure {
  return {
    type: 'TaskExecutionError',
    code: 'TIMEOUT_EXCEEDED',
    message: `the step ${told[scope]} its ${limit / 1000} s`,
    retryable: false,
    details: { timeout: limit / 1000, scope },
  };
}
