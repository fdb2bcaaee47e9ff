import { type Clock, type Failure, failureSchema, isNotApplicable } from '@codomyrmex/core';
import { type AttemptInfo, type Hooks, isTapped } from '@codomyrmex/core/hooks';
import type { OutputSource } from '@codomyrmex/dag';
import type { ActionCache } from '../cache/action-cache.ts';
import { servedAttempt } from '../cache/served-attempt.ts';
import type { ActionOrder, Invocation, Invoke, Report } from '../runtime/invocation.ts';
import type { ActionWork, Repetition, RunPlan } from '../runtime/run-plan.ts';
import type { Upstream } from '../runtime/upstream.ts';
import { AttemptContext, type RunSurroundings } from './action-context.ts';
import { actionFailure } from './action-failure.ts';
import { asRecord, checkedInput, checkedOutput } from './checked-values.ts';
import type { Masks } from './masks.ts';
import { roundEnd, roundLocals } from './round.ts';

/** Milliseconds that an aborted action has to end; after that its result is ignored and it is reported as stuck. */
const STUCK_AFTER_MS = 5_000;

/** Runs a parsed input through an action on the engine's thread or another; rejects as the action does. */
export type PerformAction = (work: ActionWork, input: unknown, context: AttemptContext) => unknown;

export interface InvokePorts {
  readonly clock: Clock;
  readonly hooks: Hooks;
  /** What must not be read in outputs and failures. */
  readonly masks: Masks;
  readonly perform: PerformAction;
  /** Absent where every step runs. */
  readonly actionCache?: ActionCache | undefined;
  readonly surroundings: RunSurroundings;
  readonly run: RunPlan;
  readonly upstream: Upstream;
}

/** The performer of attempts: resolves parameters, asks the gates, calls the action, checks what comes back. */
export function invoker(ports: InvokePorts): Invoke<ActionWork> {
  return (order) => new Attempt(ports, order).begin();
}

/** Why an attempt was aborted: by its own time, which is its failure, or because the run no longer wants it. */
type Abort = { readonly kind: 'timeout'; readonly failure: Failure } | { readonly kind: 'unwanted' };

class Attempt implements Invocation {
  readonly #ports: InvokePorts;
  readonly #order: ActionOrder;
  readonly #context: AttemptContext;
  #abort: Abort | undefined;
  #hasReported = false;
  /** Where the output of a cached step comes from. */
  #source: OutputSource | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(ports: InvokePorts, order: ActionOrder) {
    this.#ports = ports;
    this.#order = order;
    const name = ports.run.plan.names[order.task] ?? '';
    this.#context = new AttemptContext(ports.surroundings, name, order.attempt, order);
  }

  begin(): Invocation {
    const { timeoutMs } = this.#order.work;
    if (timeoutMs !== undefined) {
      this.#cancelTimer = this.#ports.clock.after(timeoutMs, () => this.#timeOut(timeoutMs));
    }
    this.#run();
    return this;
  }

  abort(reason: string): void {
    if (this.#abort !== undefined || this.#hasReported) return;
    this.#stop({ kind: 'unwanted' }, new Error(reason));
  }

  #timeOut(timeoutMs: number): void {
    if (this.#abort !== undefined || this.#hasReported) return;
    const failure: Failure = {
      type: 'TimeoutError',
      code: 'TIMEOUT_EXCEEDED',
      message: `attempt ${this.#order.attempt} took longer than its ${timeoutMs / 1000} s`,
      retryable: true,
      details: { timeout: timeoutMs / 1000, scope: 'attempt' },
    };
    this.#stop({ kind: 'timeout', failure }, new Error(failure.message));
  }

  #stop(abort: Abort, reason: Error): void {
    this.#abort = abort;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#ports.clock.after(STUCK_AFTER_MS, () => {
      this.#context.log.error(
        `the action did not end within ${STUCK_AFTER_MS / 1000} s of being asked to; its result is ignored`,
      );
      this.#tell(abortReport(abort));
    });
    this.#context.abort(reason);
  }

  /** Synchronous for a synchronous action with constant parameters: then no promise is made for the whole attempt. */
  #run(): void {
    if (this.#order.work.repeat !== undefined) return void this.#runRound(this.#order.work.repeat);
    try {
      const output = this.#perform();
      if (output instanceof Promise) {
        output.then(
          (value: unknown) => this.#end({ kind: 'succeeded', output: value, source: this.#source }),
          (error: unknown) => this.#fail(error),
        );
      } else this.#end({ kind: 'succeeded', output });
    } catch (error) {
      this.#fail(error);
    }
  }

  async #runRound(repeat: Repetition): Promise<void> {
    const { upstream, clock } = this.#ports;
    try {
      const done = { kind: 'succeeded' as const, output: await this.#performGated() };
      const scope = await upstream.scopeOf(this.#order.work.reads);
      this.#end(roundEnd(repeat, done, { round: this.#order.rounds, scope, now: clock.now() }));
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const { hooks } = this.#ports;
    const report = this.#failed(error);
    if (report.kind !== 'failed' || !isTapped(hooks.attemptFailed) || this.#abort !== undefined)
      return this.#end(report);
    hooks.attemptFailed.promise(report.failure, this.#info()).then(
      (failure) =>
        this.#end({ kind: 'failed', failure: this.#ports.masks.value(readFailure(failure) ?? report.failure) }),
      (refusal: unknown) => this.#end(this.#failed(refusal)),
    );
  }

  /** Reports when everything that the attempt started has ended. */
  #end(report: Report): void {
    const ending = this.#context.end();
    if (ending === undefined) this.#tell(this.#abort === undefined ? report : abortReport(this.#abort));
    else void ending.then(() => this.#tell(this.#abort === undefined ? report : abortReport(this.#abort)));
  }

  #perform(): unknown {
    const { hooks } = this.#ports;
    const { parameters, reads, load } = this.#order.work;
    if (load !== undefined || reads.length > 0 || isTapped(hooks.beforeAttempt) || isTapped(hooks.afterAttempt))
      return this.#performGated();
    return this.#call(parameters.evaluate(this.#ports.upstream.none));
  }

  /** With what other tasks left, and with what plugins change on the way in and out. */
  async #performGated(): Promise<unknown> {
    const { hooks, upstream } = this.#ports;
    const { parameters, reads, load, repeat } = this.#order.work;
    await load?.();
    const scope = await upstream.scopeOf(reads);
    const locals = repeat === undefined ? scope.locals : { ...roundLocals(this.#order.rounds), ...scope.locals };
    let given = asRecord(parameters.evaluate({ ...scope, locals }));
    if (isTapped(hooks.beforeAttempt)) given = (await hooks.beforeAttempt.promise(given, this.#info())) ?? given;
    const output = await this.#call(given);
    if (!isTapped(hooks.afterAttempt)) return output;
    return this.#checked((await hooks.afterAttempt.promise(output, this.#info())) ?? output);
  }

  #call(parameters: unknown): unknown {
    const { work } = this.#order;
    const input = checkedInput(work.action, parameters);
    if (work.cache === undefined || this.#ports.actionCache === undefined) return this.#act(input);
    return this.#served(this.#ports.actionCache, input);
  }

  async #served(cache: ActionCache, input: unknown): Promise<unknown> {
    const { run, upstream } = this.#ports;
    const call = { work: this.#order.work, input, context: this.#context, perform: () => this.#act(input) };
    const { output, source } = await servedAttempt({ cache, upstream, reuse: run.reuse }, call);
    this.#source = source?.kind === 'unkept' ? { ...source, reason: this.#ports.masks.text(source.reason) } : source;
    return output;
  }

  /** Not where it was aborted while it waited for what it needs: nobody wants any more what its action does. */
  #act(input: unknown): unknown {
    if (this.#abort !== undefined) throw new Error('the attempt was aborted before its action was called');
    const { work } = this.#order;
    const output = this.#ports.perform(work, input, this.#context);
    if (output instanceof Promise) return output.then((value: unknown) => this.#checked(value));
    return this.#checked(output);
  }

  #checked(output: unknown): unknown {
    return this.#ports.masks.value(checkedOutput(this.#order.work.action, output));
  }

  #failed(error: unknown): Report {
    if (isNotApplicable(error)) return { kind: 'declined', reason: this.#ports.masks.text(error.message) };
    return { kind: 'failed', failure: this.#ports.masks.value(judged(this.#order.work, actionFailure(error))) };
  }

  #info(): AttemptInfo {
    const { record } = this.#ports.run;
    const { task, attempt } = this.#context;
    return { run: record.id, workflow: record.workflow, task, action: this.#order.work.action.id, attempt };
  }

  #tell(report: Report): void {
    if (this.#hasReported) return;
    this.#hasReported = true;
    this.#cancelTimer?.();
    this.#order.report(report);
  }
}

function abortReport(abort: Abort): Report {
  switch (abort.kind) {
    case 'timeout':
      return { kind: 'failed', failure: abort.failure };
    case 'unwanted':
      return { kind: 'stopped' };
  }
}

/** What a tap gave in place of a failure, where it is one. */
function readFailure(given: unknown): Failure | undefined {
  const read = failureSchema.safeParse(given);
  return read.success ? read.data : undefined;
}

/** With what the action itself says about another attempt. */
function judged(work: ActionWork, failure: Failure): Failure {
  // Without its plugin there is no action to ask: that it could not be loaded is the failure.
  if (work.load !== undefined) return failure;
  const { action } = work;
  if (action.isRetryable === undefined) return failure;
  try {
    return { ...failure, retryable: action.isRetryable(failure) };
  } catch {
    return { ...failure, retryable: false };
  }
}
