import { availableParallelism } from 'node:os';
import { UsageError } from '@codomyrmex/core';
import type { AttemptContext } from './action-context.ts';
import { ActionThread, type ThreadLimits } from './action-thread.ts';
import type { IsolatedJob } from './thread-protocol.ts';

export interface ThreadPoolOptions extends Partial<ThreadLimits> {
  /** How many actions compute at once; the machine's parallelism unless given. */
  readonly size?: number;
  /** Milliseconds that a thread without work is kept; 30 s unless given. */
  readonly idleMs?: number;
  /** Where the thread's program is; needed only where this package is bundled into another file. */
  readonly program?: URL;
}

const IDLE_MS = 30_000;
const MEMORY_MB = 1_024;
const GRACE_MS = 250;

/**
 * Worker threads for actions that compute. A thread starts when it is needed (about 25 ms), is used again for the next action of
 * any plugin, and ends after a while without work. Threads without work do not keep the process alive.
 */
export class ThreadPool {
  readonly #limits: ThreadLimits;
  readonly #idleMs: number;
  #program: URL | undefined;
  readonly #threads = new Set<ActionThread>();
  readonly #idle: { readonly thread: ActionThread; readonly timer: NodeJS.Timeout }[] = [];
  readonly #waiting = new Set<Waiting>();
  #free: number;
  #closed = false;

  constructor(options: ThreadPoolOptions = {}) {
    this.#free = options.size ?? availableParallelism();
    this.#limits = { memoryMb: options.memoryMb ?? MEMORY_MB, graceMs: options.graceMs ?? GRACE_MS };
    this.#idleMs = options.idleMs ?? IDLE_MS;
    this.#program = options.program;
  }

  /**
   * Performs the job on a thread of its own, waiting for one where all are busy. On abort it rejects with the signal's reason, at
   * the latest when the grace is over and the thread is ended. With a memory limit of its own the job has a fresh thread, which
   * ends with it.
   */
  async perform(job: IsolatedJob, context: AttemptContext, memoryMb?: number): Promise<unknown> {
    await this.#enter(context.signal);
    try {
      context.signal.throwIfAborted();
      const pooled = memoryMb === undefined ? this.#take() : undefined;
      const thread = pooled ?? this.#start(memoryMb);
      try {
        return await thread.perform(job, context);
      } finally {
        if (memoryMb === undefined) this.#keep(thread);
        else await thread.terminate();
      }
    } finally {
      this.#leave();
    }
  }

  /** Ends every thread; actions that were on one fail, or are waiting for one. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#waiting) waiting.refuse(closed());
    this.#waiting.clear();
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    await Promise.all([...this.#threads].map((thread) => thread.terminate()));
  }

  /** Takes one of the places, in order of arrival. Whoever has one has a thread: places are what bounds their number. */
  #enter(signal: AbortSignal): Promise<void> {
    if (this.#closed) return Promise.reject(closed());
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        admit: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
        refuse: (error) => {
          signal.removeEventListener('abort', onAbort);
          reject(error);
        },
      };
      const onAbort = (): void => {
        this.#waiting.delete(waiting);
        reject(signal.reason);
      };
      if (signal.aborted) return onAbort();
      this.#waiting.add(waiting);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Hands the place to who has waited longest. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free++;
      return;
    }
    this.#waiting.delete(next);
    next.admit();
  }

  #take(): ActionThread | undefined {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (idle.thread.usable) return idle.thread;
    }
    return undefined;
  }

  #start(memoryMb = this.#limits.memoryMb): ActionThread {
    if (this.#closed) throw closed();
    this.#program ??= threadProgram();
    const thread = new ActionThread(this.#program, { ...this.#limits, memoryMb });
    this.#threads.add(thread);
    void thread.ended.then(() => this.#threads.delete(thread));
    return thread;
  }

  #keep(thread: ActionThread): void {
    if (!thread.usable || this.#closed) return;
    const timer = setTimeout(() => {
      const at = this.#idle.findIndex((idle) => idle.thread === thread);
      this.#idle.splice(at, 1);
      void thread.terminate();
    }, this.#idleMs).unref();
    this.#idle.push({ thread, timer });
  }
}

interface Waiting {
  admit(): void;
  refuse(error: Error): void;
}

const closed = (): UsageError => new UsageError('the engine is closed: no action can be run any more');

/** Beside the built file that this code is part of; run from its sources, the built one all the same. */
function threadProgram(): URL {
  const place = import.meta.url.endsWith('.ts') ? '../../dist/thread-entry.js' : './thread-entry.js';
  return new URL(place, import.meta.url);
}
