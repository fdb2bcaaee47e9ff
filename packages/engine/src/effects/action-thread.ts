import { Worker } from 'node:worker_threads';
import { ActionError, failureFrom, thrownText } from '@codomyrmex/core';
import type { AttemptContext } from './action-context.ts';
import { type Outcome, outputOf } from './outcome.ts';
import type { FromThread, IsolatedJob, ThreadRequest, ToThread } from './thread-protocol.ts';

export interface ThreadLimits {
  /** Mebibytes of heap; an action that needs more fails with OUT_OF_MEMORY. */
  readonly memoryMb: number;
  /** Milliseconds that an aborted action has to stop by itself before its thread is ended. */
  readonly graceMs: number;
}

interface Current {
  readonly job: number;
  readonly context: AttemptContext;
  settle(outcome: Outcome | { readonly kind: 'lost'; readonly error: Error }): void;
}

/** A worker thread that performs one action at a time. It is usable until its `ended` is fulfilled. */
export class ActionThread {
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  readonly #limits: ThreadLimits;
  #current: Current | undefined;
  #phase: 'usable' | 'ending' = 'usable';
  #lastJob = 0;
  #crash: Error | undefined;

  constructor(program: URL, limits: ThreadLimits) {
    this.#limits = limits;
    this.#worker = new Worker(program, {
      // Our own stdout may be a document or a protocol. Nobody reads these two: thread-entry.ts sends what is printed to the log.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
      name: 'codomyrmex action',
      // Threads inherit node's flags, but refuse the one that says what `node -e` is written in.
      ...(process.execArgv.some((flag) => flag.startsWith('--input-type')) && { execArgv: [] }),
    });
    this.#worker.on('message', (message: FromThread) => this.#take(message));
    this.#worker.on('error', (error) => {
      this.#phase = 'ending';
      this.#crash = error instanceof Error ? error : new Error(`it threw ${thrownText(error)}`);
    });
    this.ended = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#phase = 'ending';
        this.#current?.settle({ kind: 'lost', error: lost(this.#crash, code) });
        resolve();
      });
    });
    this.#worker.unref();
  }

  get usable(): boolean {
    return this.#phase === 'usable';
  }

  /** Performs the job; on abort it rejects with the signal's reason, when the action has stopped or its thread has ended. */
  async perform(job: IsolatedJob, context: AttemptContext): Promise<unknown> {
    const { signal } = context;
    const number = ++this.#lastJob;
    let grace: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      this.#send({ kind: 'abort', job: number, reason: failureFrom(signal.reason) });
      grace = setTimeout(() => void this.terminate(), this.#limits.graceMs);
    };
    this.#worker.ref();
    try {
      const outcome = await new Promise<Parameters<Current['settle']>[0]>((settle) => {
        this.#current = { job: number, context, settle };
        this.#send({ kind: 'perform', job: number, ...job });
        if (signal.aborted) onAbort();
        else signal.addEventListener('abort', onAbort, { once: true });
      });
      signal.throwIfAborted();
      if (outcome.kind === 'lost') throw outcome.error;
      return outputOf(outcome);
    } finally {
      this.#current = undefined;
      clearTimeout(grace);
      signal.removeEventListener('abort', onAbort);
      this.#worker.unref();
    }
  }

  async terminate(): Promise<void> {
    this.#phase = 'ending';
    await this.#worker.terminate();
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #take(message: FromThread): void {
    const current = this.#current;
    if (current === undefined || current.job !== message.job) return;
    switch (message.kind) {
      case 'log':
        current.context.log[message.level](message.message);
        return;
      case 'progress':
        current.context.progress(message.fraction, message.message);
        return;
      case 'call':
        void this.#answer(current, message.call, message.request);
        return;
      case 'done':
      case 'failed':
      case 'not_applicable':
        current.settle(message);
        return;
    }
  }

  async #answer({ job, context }: Current, call: number, request: ThreadRequest): Promise<void> {
    try {
      const value = await requested(request, context);
      this.#send({ kind: 'answer', job, call, answer: { kind: 'value', value } });
    } catch (error) {
      this.#send({ kind: 'answer', job, call, answer: { kind: 'failure', failure: failureFrom(error) } });
    }
  }
}

function requested(request: ThreadRequest, { exec, artifacts }: AttemptContext): Promise<unknown> {
  switch (request.kind) {
    case 'exec':
      return exec(request.command, request.options);
    case 'artifact_folder':
      return artifacts.folder();
    case 'artifact_write':
      return artifacts.write(request.name, request.content);
  }
}

function lost(crash: Error | undefined, exitCode: number): ActionError {
  if (crash !== undefined && 'code' in crash && crash.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new ActionError('the action needed more memory than a thread has', {
      code: 'OUT_OF_MEMORY',
      retryable: false,
      suggestions: ['Give it less to work on at once, or raise the memory limit of threads.'],
      cause: crash,
    });
  }
  const why =
    crash === undefined ? `it ended its thread with exit code ${exitCode}` : `its thread crashed: ${crash.message}`;
  return new ActionError(`the action did not finish: ${why}`, { cause: crash });
}
