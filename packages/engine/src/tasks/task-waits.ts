import { Deferred } from '../runtime/deferred.ts';

/** Who waits for which task, and who for all of them. */
export class TaskWaits {
  readonly #tasks = new Map<number, Deferred<void>>();
  #idle: Deferred<void> | undefined;
  #all: Deferred<void> | undefined;

  /** Settles when the task is told to have ended. */
  ofTask(task: number): Promise<void> {
    const wait = this.#tasks.get(task) ?? quiet();
    this.#tasks.set(task, wait);
    return wait.promise;
  }

  /** Settles the next time that no attempt is under way. */
  ofIdle(): Promise<void> {
    this.#idle ??= quiet();
    return this.#idle.promise;
  }

  /** Settles the next time that every task has ended. */
  ofAll(): Promise<void> {
    this.#all ??= quiet();
    return this.#all.promise;
  }

  ended(task: number): void {
    this.#tasks.get(task)?.resolve();
    this.#tasks.delete(task);
  }

  idle(): void {
    this.#idle?.resolve();
    this.#idle = undefined;
  }

  allEnded(): void {
    this.#all?.resolve();
    this.#all = undefined;
  }

  /** Nothing that is waited for will come. */
  fail(reason: unknown): void {
    for (const wait of this.#tasks.values()) wait.reject(reason);
    this.#tasks.clear();
    this.#all?.reject(reason);
    this.#all = undefined;
    this.idle();
  }
}

/** Whoever waits is told of a failure; a wait that was given up is nobody's unhandled rejection. */
function quiet(): Deferred<void> {
  const deferred = new Deferred<void>();
  deferred.promise.catch(() => undefined);
  return deferred;
}
