import { type Clock, type Failure, failureFrom, isOrchestrationError, type RunId } from '@codomyrmex/core';
import type { RunState } from '@codomyrmex/dag';
import { alarmIn } from './alarm.ts';
import type { Invocation, Report } from './invocation.ts';
import type { RunPlan } from './run-plan.ts';
import type { LiveRun, RunSnapshot } from './runtime.ts';

/** Who carries runs in runs. */
export interface InnerRuns {
  /** Whether it was begun before, perhaps in a process that is gone. */
  has(run: RunId): Promise<boolean>;
  /** How far a run has come that nobody carries; `undefined` when there is none. */
  read(run: RunId): Promise<RunSnapshot | undefined>;
  /** Begins a run, goes on with it, or gives how it ended. */
  take(plan: RunPlan): Promise<LiveRun | RunState>;
  /** Ends its work in this process and lets go of it, to be taken up again. */
  leave(run: RunId): void;
}

export interface InnerRunPorts {
  readonly runs: InnerRuns;
  /** The state of the run that it is in. */
  readonly look: () => RunState;
  /** The run to be carried, or what there is to report at once. What it throws is the attempt's failure. */
  readonly plan: () => Promise<RunPlan | Report>;
  /** What its end comes to. */
  readonly reportOf: (state: RunState) => Promise<Report>;
  readonly clock: Clock;
}

/** The attempt that the run is. */
export interface InnerAttempt {
  /** The run's id. */
  readonly id: RunId;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/**
 * An attempt that is a run of its own. It follows the run that it is in: cancelled with it, paused and continued with it, and
 * told its signals. It outlives its process, as every run does.
 */
export class InnerRun implements Invocation {
  readonly #ports: InnerRunPorts;
  readonly #attempt: InnerAttempt;
  readonly #report: (report: Report) => void;
  #cancelAlarm: (() => void) | undefined;
  #lateness: Failure | undefined;
  #live: LiveRun | undefined;
  #unwanted: string | undefined;
  /** While it waits for the end of a pause to begin. */
  #onTold: (() => void) | undefined;
  /** Whether it goes on, as far as it was asked. */
  #pace: 'on' | 'let_finish' | 'stop' = 'on';
  #told = 0;
  #isLeft = false;
  #hasReported = false;

  constructor(ports: InnerRunPorts, attempt: InnerAttempt, report: (report: Report) => void) {
    this.#ports = ports;
    this.#attempt = attempt;
    this.#report = report;
  }

  begin(): Invocation {
    const { since, timeoutMs } = this.#attempt;
    if (timeoutMs !== undefined) {
      const { clock } = this.#ports;
      const left = Math.min(timeoutMs, since + timeoutMs - clock.now());
      this.#cancelAlarm = alarmIn(clock, left, () => this.#timeOut(timeoutMs));
    }
    void this.#carry().then((report) => this.#tell(report));
    return this;
  }

  /** The report comes when everything in it has ended. */
  abort(reason: string): void {
    this.#unwanted ??= reason;
    this.#onTold?.();
    this.#live?.cancel(reason);
  }

  leave(): void {
    this.#isLeft = true;
    this.#onTold?.();
    if (this.#live !== undefined) this.#ports.runs.leave(this.#attempt.id);
  }

  look(): void {
    if (this.#live === undefined) return this.#onTold?.();
    this.#followPause(this.#live);
    this.#passSignals(this.#live);
  }

  #timeOut(timeoutMs: number): void {
    const seconds = timeoutMs / 1000;
    this.#lateness = {
      type: 'TimeoutError',
      code: 'TIMEOUT_EXCEEDED',
      message: `run ${this.#attempt.id}, which the step consists of, took longer than its ${seconds} s`,
      retryable: true,
      details: { timeout: seconds, scope: 'attempt' },
    };
    this.abort(this.#lateness.message);
  }

  async #carry(): Promise<Report> {
    const plan = await this.#planned();
    if (!('record' in plan)) return plan;
    try {
      if (!(await this.#mayTake())) return this.#stopped();
      const taken = await this.#ports.runs.take(plan);
      const state = 'ended' in taken ? await this.#ended(taken) : taken;
      return await this.#reportOf(state);
    } catch (error) {
      return isFailure(error) ? { kind: 'failed', failure: failureFrom(error) } : { kind: 'unable', error };
    }
  }

  /** What nobody wants is not begun, and nothing is while the run around it is paused; what was begun is ended, or follows it. */
  async #mayTake(): Promise<boolean> {
    const isPaused = (): boolean => pacedAs(this.#ports.look()) !== 'on';
    const isWanted = (): boolean => !this.#isLeft && this.#unwanted === undefined;
    if (isWanted() && !isPaused()) return true;
    if (!this.#isLeft && (await this.#ports.runs.has(this.#attempt.id))) return !this.#isLeft;
    while (isWanted() && isPaused()) {
      await new Promise<void>((resolve) => {
        this.#onTold = resolve;
      });
    }
    return isWanted();
  }

  async #planned(): Promise<RunPlan | Report> {
    try {
      return await this.#ports.plan();
    } catch (error) {
      return { kind: 'failed', failure: failureFrom(error) };
    }
  }

  async #ended(live: LiveRun): Promise<RunState> {
    this.#live = live;
    this.#pace = pacedAs(live.state);
    if (this.#isLeft) this.leave();
    if (this.#unwanted !== undefined) live.cancel(this.#unwanted);
    this.look();
    return live.ended;
  }

  async #reportOf(state: RunState): Promise<Report> {
    if (this.#unwanted !== undefined) return this.#stopped();
    if (state.phase.kind === 'ended' && state.phase.status === 'cancelled') {
      return { kind: 'failed', failure: cancelledApart(this.#attempt.id) };
    }
    return this.#ports.reportOf(state);
  }

  #stopped(): Report {
    return this.#lateness === undefined ? { kind: 'stopped' } : { kind: 'failed', failure: this.#lateness };
  }

  /** What was asked of it last counts: its own state is a turn behind. */
  #followPause(live: LiveRun): void {
    const wanted = pacedAs(this.#ports.look());
    if (wanted === this.#pace) return;
    this.#pace = wanted;
    live.ask(wanted === 'on' ? { kind: 'continue' } : { kind: 'pause', stop: wanted === 'stop' });
  }

  /** Those that it was told before it knows by their ids. */
  #passSignals(live: LiveRun): void {
    const { signals } = this.#ports.look();
    let place = 0;
    for (const signal of signals.values()) if (place++ >= this.#told) live.ask({ kind: 'signal', signal });
    this.#told = signals.size;
  }

  #tell(report: Report): void {
    if (this.#hasReported) return;
    this.#hasReported = true;
    this.#cancelAlarm?.();
    this.#report(report);
  }
}

function pacedAs({ pause }: Pick<RunState, 'pause'>): 'on' | 'let_finish' | 'stop' {
  if (pause === undefined) return 'on';
  return pause.stop ? 'stop' : 'let_finish';
}

/** What is wrong with the work, such as an expression of what it gives that has no value, and not with a store or this process. */
function isFailure(error: unknown): boolean {
  if (!isOrchestrationError(error)) return false;
  const { errorType, family } = error;
  return errorType === 'ResourceAllocationError' || errorType === 'TaskExecutionError' || family === 'author';
}

function cancelledApart(run: RunId): Failure {
  return {
    type: 'WorkflowExecutionError',
    code: 'INNER_RUN_CANCELLED',
    message: `run ${run}, which the step consists of, was cancelled`,
    retryable: false,
  };
}
