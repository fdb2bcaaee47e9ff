import { type Artifacts, type Failure, UsageError } from '@codomyrmex/core';
import type { AttemptLog } from '../../logs/step-log.ts';
import type { RunSurroundings } from '../action-context.ts';
import type { ActionPowers } from '../action-powers.ts';
import { GatedReports } from '../gated-reports.ts';
import { powersOf } from '../lent-powers.ts';
import { seededRandom } from '../seeded-random.ts';
import { thrownFailure } from '../thrown-failure.ts';
import type { FromProcess, ProcessAnswer, ProcessJob, ProcessRequest } from './process-protocol.ts';

interface Call {
  resolve(path: string): void;
  reject(error: Error): void;
}

/**
 * What an attempt in a process of its own has around it: log, progress and artifacts are the engine's, reached by messages.
 * Commands are started by this process itself, so that its limits and its sandbox hold for them too.
 */
export class ProcessSurroundings implements RunSurroundings {
  readonly run: string;
  readonly workspace: string;
  readonly graceMs: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: RunSurroundings['clock'];
  readonly random: RunSurroundings['random'];
  readonly powers: ActionPowers;
  readonly #artifacts: ProcessJob['artifacts'];
  readonly #send: (message: FromProcess) => void;
  readonly #reports: GatedReports;
  readonly #calls = new Map<number, Call>();
  #lastCall = 0;

  constructor(job: ProcessJob, send: (message: FromProcess) => void) {
    const started = performance.now();
    this.run = job.run;
    this.workspace = job.workspace;
    this.graceMs = job.graceMs;
    this.environment = job.environment;
    this.clock = { now: () => job.now + (performance.now() - started) };
    this.random = seededRandom(job.seed);
    this.powers = powersOf(job.powers);
    this.#artifacts = job.artifacts;
    this.#send = send;
    this.#reports = new GatedReports((message) => send(message));
  }

  readonly log = (): AttemptLog => ({ ...this.#reports.log, end: async () => {} });

  readonly progress: RunSurroundings['progress'] = (_task, _attempt, { fraction, message }) =>
    this.#reports.progress(fraction, message);

  readonly artifacts = (): Artifacts => ({
    folder: () =>
      this.#artifacts === 'visible' ? this.#call({ kind: 'artifact_folder' }) : Promise.reject(unseenFolder()),
    write: (name, content) =>
      this.#call({
        kind: 'artifact_write',
        name,
        content: typeof content === 'string' ? { text: content } : { base64: Buffer.from(content).toString('base64') },
      }),
  });

  /** The engine's answer to a call. */
  answer(call: number, answer: ProcessAnswer): void {
    const waiting = this.#calls.get(call);
    this.#calls.delete(call);
    switch (answer.kind) {
      case 'path':
        waiting?.resolve(answer.path);
        return;
      case 'failure':
        waiting?.reject(thrownFailure(answer.failure satisfies Failure));
        return;
    }
  }

  #call(request: ProcessRequest): Promise<string> {
    const call = ++this.#lastCall;
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      try {
        this.#send({ kind: 'call', call, request });
      } catch (error) {
        this.#calls.delete(call);
        throw error;
      }
    });
  }
}

/** Were the folder writable in there, a link that was planted in it would lead the engine's own writing out of it. */
const unseenFolder = (): UsageError =>
  new UsageError('a sandbox has no folder for artifacts', {
    suggestions: ['Use artifacts.write(), which the engine does, or files of the workspace.'],
  });
