import { resolve } from 'node:path';
import type { ActionContext, Artifacts, Files, HeldResource, Http, Log, Secrets } from '@codomyrmex/core';
import { declared } from './declared-effects.ts';
import { DeclaredSecrets } from './declared-secrets.ts';
import { RootedFiles } from './files/rooted-files.ts';
import { GatedReports } from './gated-reports.ts';
import { GuardedHttp } from './http/guarded-http.ts';
import { powersOf } from './lent-powers.ts';
import { seededRandom } from './seeded-random.ts';
import type { Answer, FromThread, ThreadJob, ThreadRequest } from './thread-protocol.ts';
import { thrownFailure } from './thrown-failure.ts';

interface Call {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * What an action on a worker thread sees. Time, randomness, files, HTTP and the signal are the thread's own; commands and artifacts are done by
 * the engine's thread, so that they end with the attempt whatever becomes of this thread.
 */
export class ThreadContext implements ActionContext {
  readonly run: string;
  readonly task: string;
  readonly attempt: number;
  readonly workspace: string;
  readonly resources: readonly HeldResource[];
  readonly log: Log;
  readonly artifacts: Artifacts;
  readonly config: unknown;
  readonly fs: Files;
  readonly secrets: Secrets;
  readonly random: () => number;
  readonly progress: ActionContext['progress'];
  readonly #job: ThreadJob;
  readonly #post: (message: FromThread) => void;
  readonly #controller = new AbortController();
  readonly #calls = new Map<number, Call>();
  readonly #started = performance.now();
  readonly #http: GuardedHttp;
  #lastCall = 0;

  constructor(job: ThreadJob, post: (message: FromThread) => void) {
    this.#job = job;
    this.#post = post;
    this.run = job.run;
    this.task = job.task;
    this.attempt = job.attempt;
    this.workspace = job.workspace;
    this.resources = job.resources;
    this.random = seededRandom(job.seed);
    const { traits, config, allowedAddresses } = job.powers;
    const check = declared(traits);
    this.config = config;
    this.fs = new RootedFiles(job.workspace, check);
    this.secrets = new DeclaredSecrets(traits, powersOf(job.powers).secrets);
    this.#http = new GuardedHttp({ allowed: allowedAddresses, signal: () => this.signal, check });
    const { log, progress } = new GatedReports((message) => post({ ...message, job: job.job }));
    this.log = log;
    this.progress = progress;
    this.artifacts = {
      // The engine's thread answers these two with the path as Artifacts gives it.
      folder: async () => String(await this.#call({ kind: 'artifact_folder' })),
      write: async (name, content) => String(await this.#call({ kind: 'artifact_write', name, content })),
    };
  }

  get http(): Http {
    return this.#http;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get idempotencyKey(): string {
    return `${this.run}/${this.task}/${this.attempt}`;
  }

  readonly now = (): number => this.#job.now + (performance.now() - this.#started);

  readonly resolve = (path: string): string => resolve(this.workspace, path);

  readonly exec: ActionContext['exec'] = (command, options) => {
    const result = this.#call({ kind: 'exec', command, options });
    // The answer to an exec request is what exec gave on the engine's thread.
    return result as ReturnType<ActionContext['exec']>;
  };

  /** The engine's thread asks the action to stop. */
  abort(reason: Error): void {
    this.#controller.abort(reason);
  }

  /** Closes the connections of the action that has ended. */
  async end(): Promise<void> {
    await this.#http.close();
  }

  answer(call: number, answer: Answer): void {
    const waiting = this.#calls.get(call);
    this.#calls.delete(call);
    if (answer.kind === 'value') waiting?.resolve(answer.value);
    else waiting?.reject(thrownFailure(answer.failure));
  }

  #call(request: ThreadRequest): Promise<unknown> {
    const call = ++this.#lastCall;
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#post({ kind: 'call', job: this.#job.job, call, request });
    });
  }
}
