import { type Clock, type Failure, failureFrom, type WaitFor } from '@codomyrmex/core';
import type { RunState } from '@codomyrmex/dag';
import { writtenTime } from '../definition/written-time.ts';
import { invalidParameters } from '../expression/invalid-parameters.ts';
import { alarmAt, alarmIn } from '../runtime/alarm.ts';
import type { AttemptOrder, Invocation, Invoke, Report } from '../runtime/invocation.ts';
import type { WaitWork } from '../runtime/run-plan.ts';
import type { Upstream } from '../runtime/upstream.ts';

export interface WaitPorts {
  readonly clock: Clock;
  readonly upstream: Upstream;
  readonly look: () => RunState;
}

/** The performer of waits: it holds a timer or nothing, and begins anew wherever the run is taken up. */
export function waiter(ports: WaitPorts): Invoke<WaitWork> {
  return (order) => new Wait(ports, order).begin();
}

class Wait implements Invocation {
  readonly #ports: WaitPorts;
  readonly #order: AttemptOrder<WaitWork>;
  readonly #cancels: (() => void)[] = [];
  #signal: string | undefined;
  #isOver = false;

  constructor(ports: WaitPorts, order: AttemptOrder<WaitWork>) {
    this.#ports = ports;
    this.#order = order;
  }

  begin(): Invocation {
    const { wait, reads } = this.#order.work;
    const { upstream } = this.#ports;
    // A wait that looks at nothing waits from now on: it misses no signal of this very turn.
    if (reads.length === 0) this.#await(() => wait.evaluate(upstream.none));
    else void upstream.scopeOf(reads).then((scope) => this.#await(() => wait.evaluate(scope)), this.#fail);
    return this;
  }

  abort(): void {
    this.#end({ kind: 'stopped' });
  }

  look(): void {
    if (this.#isOver || this.#signal === undefined) return;
    const [signal] = this.#ports.look().untaken.get(this.#signal) ?? [];
    if (signal === undefined) return;
    const { id, name, data } = signal;
    this.#end({ kind: 'succeeded', output: { signal: name, data: data ?? null }, signal: id });
  }

  #await(evaluate: () => unknown): void {
    if (this.#isOver) return;
    try {
      this.#waitFor(evaluate() as WaitFor); // the schema of a step sees to its form; what expressions gave is read below
    } catch (error) {
      this.#fail(error);
    }
  }

  #waitFor({ seconds, until, signal }: WaitFor): void {
    this.#awaitDeadline(waitedFor({ seconds, until, signal }));
    if (seconds !== undefined) return this.#waitSeconds(secondsOf(seconds));
    if (until !== undefined) return this.#waitUntil(untilOf(until));
    if (signal === undefined) return; // somebody's answer ends an approval
    this.#signal = nameOf(signal);
    this.look();
  }

  #waitSeconds(seconds: number): void {
    const { clock } = this.#ports;
    const whole = seconds * 1000;
    const until = new Date(this.#order.since + whole).toISOString();
    const left = Math.min(whole, this.#order.since + whole - clock.now());
    this.#cancels.push(alarmIn(clock, left, () => this.#end({ kind: 'succeeded', output: { until } })));
  }

  #waitUntil(at: number): void {
    const until = new Date(at).toISOString();
    this.#cancels.push(alarmAt(this.#ports.clock, at, () => this.#end({ kind: 'succeeded', output: { until } })));
  }

  #awaitDeadline(what: string): void {
    const { deadlineMs } = this.#order.work;
    if (deadlineMs === undefined) return;
    const { clock } = this.#ports;
    const left = Math.min(deadlineMs, this.#order.since + deadlineMs - clock.now());
    this.#cancels.push(alarmIn(clock, left, () => this.#end({ kind: 'failed', failure: tooLate(what, deadlineMs) })));
  }

  readonly #fail = (error: unknown): void => this.#end({ kind: 'failed', failure: failureFrom(error) });

  #end(report: Report): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const cancel of this.#cancels) cancel();
    this.#order.report(report);
  }
}

function waitedFor({ seconds, until, signal }: WaitFor): string {
  if (signal !== undefined) return `the signal "${signal}" did not come`;
  return seconds === undefined && until === undefined ? 'nobody approved or rejected it' : 'its time did not come';
}

function tooLate(what: string, deadlineMs: number): Failure {
  return {
    type: 'TimeoutError',
    code: 'TIMEOUT_EXCEEDED',
    message: `${what} within ${deadlineMs / 1000} s`,
    retryable: false,
    details: { timeout: deadlineMs / 1000, scope: 'deadline' },
  };
}

function secondsOf(value: unknown): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw invalidParameters(`"seconds" is no number of seconds: ${JSON.stringify(value)}`);
}

function untilOf(value: unknown): number {
  const at = typeof value === 'string' ? writtenTime(value) : undefined;
  if (at !== undefined) return at;
  throw invalidParameters(`"until" is no time: ${JSON.stringify(value)}`);
}

function nameOf(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidParameters(`"signal" is no name: ${JSON.stringify(value)}`);
}
