import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { ActionError, failureFrom } from '@codomyrmex/core';
import type { AttemptContext } from '../action-context.ts';
import { LineSplitter } from '../line-splitter.ts';
import { type Outcome, outputOf } from '../outcome.ts';
import { endTree, forgetTree, hasLeftovers, type ProcessTree, processTree } from '../process-tree.ts';
import { RateGate } from '../rate-gate.ts';
import { within } from '../within.ts';
import type { Launch } from './launch.ts';
import { MessageLines, messageLine } from './message-lines.ts';
import { endFailure, type ProcessEnd } from './process-end.ts';
import {
  CHANNEL,
  type FromProcess,
  fromProcessSchema,
  type ProcessAnswer,
  type ProcessRequest,
  type ToProcess,
} from './process-protocol.ts';

/** How long a process may take to end after it gave its result, before it is ended. */
const END_MS = 250;
/** How long its streams may take to close after its end; only an unknown holder of them lets it come to that. */
const CLOSE_MS = 2_000;
const COMPLAINTS = 2_048;
const MAX_LINES_PER_SECOND = 5_000;

/** What a process has come to. */
type State =
  | { readonly kind: 'working' }
  | { readonly kind: 'settled'; readonly outcome: Outcome }
  /** It said what cannot be understood: nothing more of it is believed. */
  | { readonly kind: 'garbled'; readonly error: Error };

/** A process that makes one attempt. */
export class ActionProcess {
  readonly #child: ChildProcess;
  readonly #channel: Socket;
  readonly #streams: readonly Readable[];
  readonly #tree: ProcessTree;
  readonly #context: AttemptContext;
  readonly #launch: Launch;
  readonly #exited: Promise<ProcessEnd>;
  readonly #settled: Promise<void>;
  readonly #gate = new RateGate(MAX_LINES_PER_SECOND);
  #settle: () => void = () => {};
  #state: State = { kind: 'working' };
  #end: ProcessEnd | undefined;
  #complaints = '';
  #hasSpoken = false;

  private constructor(child: ChildProcess, parts: ProcessParts, launch: Launch, context: AttemptContext) {
    this.#child = child;
    this.#launch = launch;
    this.#context = context;
    this.#channel = parts.channel;
    this.#streams = [parts.stdout, parts.stderr];
    this.#tree = processTree(parts.pid, launch.mark);
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#end = { code, signal };
        resolve(this.#end);
      });
    });
    this.#settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#listen(parts);
  }

  /** Starts the process. @throws ActionError COMMAND_FAILED when that is not possible. */
  static async start(launch: Launch, context: AttemptContext): Promise<ActionProcess> {
    const [program, ...args] = launch.command;
    const child = spawn(program, args, {
      cwd: context.workspace,
      env: launch.environment,
      // A group that can be ended whole, and no terminal.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const parts = partsOf(child);
    if (parts !== undefined) return new ActionProcess(child, parts, launch, context);
    const [error]: unknown[] = await once(child, 'error');
    const why = error instanceof Error ? error.message : String(error);
    throw new ActionError(`the process of the action cannot be started in ${context.workspace}: ${why}`, {
      code: 'COMMAND_FAILED',
      suggestions: ['The workspace must be there, and the system must allow another process.'],
      cause: error,
    });
  }

  /**
   * Makes the attempt. When this settles, nothing that the process started is alive: what it leaves behind, and on abort all of
   * it, gets TERM and after the grace KILL. On abort it rejects with the signal's reason.
   * @param order the message that says what is to be performed
   */
  async perform(order: string): Promise<unknown> {
    const { signal } = this.#context;
    let onAbort: (() => void) | undefined;
    const aborted = new Promise<void>((resolve) => {
      onAbort = resolve;
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) resolve();
    });
    try {
      this.#channel.write(order);
      await Promise.race([this.#settled, this.#exited, aborted]);
      if (signal.aborted) this.#send({ kind: 'abort', reason: failureFrom(signal.reason) });
      else if (this.#state.kind !== 'garbled') await within(END_MS, Promise.race([this.#exited, aborted]));
      const byItself = this.#end;
      await this.#endAll();
      await within(CLOSE_MS, this.#closed());
      signal.throwIfAborted();
      return this.#output(byItself);
    } finally {
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
      for (const stream of [this.#channel, ...this.#streams]) stream.destroy();
      forgetTree(this.#tree);
    }
  }

  /** A result counts when the process then ended well, or had to be ended because it stayed. */
  #output(byItself: ProcessEnd | undefined): unknown {
    const state = this.#state;
    switch (state.kind) {
      case 'garbled':
        throw state.error;
      case 'settled':
        if (state.outcome.kind === 'done' && byItself !== undefined && byItself.code !== 0)
          throw this.#failure(byItself);
        return outputOf(state.outcome);
      case 'working':
        throw this.#failure(this.#end ?? { code: null, signal: 'SIGKILL' });
    }
  }

  #failure(end: ProcessEnd): ActionError {
    const { isolation, limits } = this.#launch;
    return endFailure({ isolation, limits, end, complaints: this.#complaints, hasSpoken: this.#hasSpoken });
  }

  async #endAll(): Promise<void> {
    if (this.#end !== undefined && !(await hasLeftovers(this.#tree))) return;
    const left = await endTree(this.#tree, this.#context.graceMs);
    if (this.#end === undefined) this.#child.kill('SIGKILL');
    if (left.length > 0) {
      this.#context.log.error(
        `${left.length} processes of the action cannot be ended: ${left.slice(0, 10).join(', ')}`,
      );
    }
    await within(CLOSE_MS, this.#exited);
  }

  #closed(): Promise<unknown> {
    const streams = [this.#channel, ...this.#streams].filter((stream) => !stream.closed);
    return Promise.all(streams.map((stream) => new Promise((resolve) => stream.once('close', resolve))));
  }

  #listen({ channel, stdout, stderr }: ProcessParts): void {
    const lines = new MessageLines((message) => this.#take(message));
    channel.on('data', (chunk: Buffer) => {
      if (this.#state.kind === 'garbled') return;
      try {
        lines.push(chunk);
      } catch (error) {
        this.#come({ kind: 'garbled', error: garbled(error) });
      }
    });
    // The process may end while we write; its end says what is to be said.
    channel.on('error', () => {});
    this.#child.on('error', (error) => this.#context.log.warn(`the process of the action: ${error.message}`));
    this.#printed(stdout, 'info');
    this.#printed(stderr, 'warn');
    stderr.on('data', (chunk: Buffer) => {
      this.#complaints = (this.#complaints + chunk.toString('utf8')).slice(-COMPLAINTS);
    });
  }

  #printed(stream: Readable, level: 'info' | 'warn'): void {
    const lines = new LineSplitter((text) => {
      if (this.#gate.admit()) this.#context.log[level](text);
    });
    stream.on('data', (chunk: Buffer) => lines.push(chunk));
    stream.on('error', () => {});
    stream.once('close', () => lines.end());
  }

  #take(message: unknown): void {
    const parsed = fromProcessSchema.safeParse(message);
    if (!parsed.success) throw parsed.error;
    this.#hasSpoken = true;
    if (this.#state.kind === 'working') this.#hear(parsed.data);
  }

  #hear(message: FromProcess): void {
    switch (message.kind) {
      case 'log':
        this.#context.log[message.level](message.message);
        return;
      case 'progress':
        this.#context.progress(message.fraction, message.message);
        return;
      case 'call':
        void this.#answer(message.call, message.request);
        return;
      case 'done':
        this.#come({ kind: 'settled', outcome: { kind: 'done', output: message.output } });
        return;
      case 'failed':
      case 'not_applicable':
        this.#come({ kind: 'settled', outcome: message });
        return;
    }
  }

  #come(state: State): void {
    this.#state = state;
    this.#settle();
  }

  async #answer(call: number, request: ProcessRequest): Promise<void> {
    this.#send({ kind: 'answer', call, answer: await answerTo(request, this.#context) });
  }

  #send(message: ToProcess): void {
    if (this.#channel.writable) this.#channel.write(messageLine(message));
  }
}

interface ProcessParts {
  readonly pid: number;
  readonly channel: Socket;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

function partsOf({ pid, stdout, stderr, stdio }: ChildProcess): ProcessParts | undefined {
  const channel = stdio[CHANNEL];
  if (pid === undefined || stdout === null || stderr === null || !(channel instanceof Socket)) return undefined;
  return { pid, channel, stdout, stderr };
}

async function answerTo(request: ProcessRequest, { artifacts }: AttemptContext): Promise<ProcessAnswer> {
  try {
    switch (request.kind) {
      case 'artifact_folder':
        return { kind: 'path', path: await artifacts.folder() };
      case 'artifact_write': {
        const { name, content } = request;
        const bytes = 'text' in content ? content.text : Buffer.from(content.base64, 'base64');
        return { kind: 'path', path: await artifacts.write(name, bytes) };
      }
    }
  } catch (error) {
    return { kind: 'failure', failure: failureFrom(error) };
  }
}

function garbled(error: unknown): ActionError {
  const why = error instanceof Error ? error.message : String(error);
  return new ActionError(`the process of the action said what cannot be understood: ${why}`, { cause: error });
}
