import { InternalError, type Problem, type RunId, StorageError } from '@codomyrmex/core';
import {
  advance,
  type Command,
  growthProblems,
  initialState,
  type RunEvent,
  type RunRequest,
  type RunState,
  replay,
  requestCommand,
  type TaskState,
  type Tasks,
  wantedBy,
} from '@codomyrmex/dag';
import { abortReason } from './abort-reason.ts';
import { BeginningRun } from './beginning-run.ts';
import type { Asker, Held, RunCapacity } from './capacity.ts';
import { Deferred } from './deferred.ts';
import { FactsAhead } from './facts-ahead.ts';
import { Going } from './going.ts';
import { HoldingOrder, type OrderingRun } from './holding-order.ts';
import { type InHand, isAtWork } from './in-hand.ts';
import { leave, type Report } from './invocation.ts';
import { lostAttempts } from './lost-attempts.ts';
import { Mailbox } from './mailbox.ts';
import { type ReportPorts, reportCommand } from './report-command.ts';
import { RunClock } from './run-clock.ts';
import type { Performers, RunLoopPorts } from './run-loop-ports.ts';
import { type GrownTask, type RunPlan, slotsOf } from './run-plan.ts';
import { RunTimeLimit } from './run-time-limit.ts';
import { grantableWorks, type RunWorks } from './run-works.ts';
import type { LiveRun } from './runtime.ts';
import { StandingTasks } from './standing-tasks.ts';
import { TaskDeadlines } from './task-deadlines.ts';
import { thatStand } from './that-stand.ts';

const COMMANDS_PER_TURN = 2_048;

/**
 * Carries one run: takes commands, decides, makes the facts durable, and then holds in hand exactly what the new state
 * wants. New behaviour is a new command, event or performer; the loop stays as it is.
 *
 * L1 One turn at a time: whatever is reported during a turn waits in the mailbox.
 * L2 Nothing is done about a fact before the journal has it, also about one that was decided between two turns.
 * L3 After a turn, for every task, in hand equals wanted (R7); only tasks that changed are looked at (R10).
 * L4 When the journal refuses, everything in hand is let go, what works as soon as its work has ended, and the run stays as its
 *    journal says: it can be resumed then, and not before, so that no step is made twice at the same time.
 */
export class RunLoop implements Asker, LiveRun {
  readonly #ports: RunLoopPorts;
  readonly #clock: RunClock;
  readonly #run: RunPlan;
  readonly #state: RunState;
  readonly #mailbox = new Mailbox();
  readonly #capacity: RunCapacity;
  readonly #performers: Performers;
  readonly #deadlines: TaskDeadlines;
  readonly #inHand: (InHand | undefined)[];
  readonly #standing = new StandingTasks();
  readonly #works: RunWorks;
  readonly #ahead = new FactsAhead();
  /** Events that the journal has, or is being given. */
  #stored = 0;
  #onChanged: ((task: number) => void) | undefined;
  readonly #ended = new Deferred<RunState>();
  /** From before the first turn on: what comes while the run's beginning is being stored waits in the mailbox. */
  #isTurning = true;
  #refusal: unknown;
  #hasLeft = false;
  readonly #going: Going;
  readonly #timeLimit: RunTimeLimit;
  readonly #reporting: ReportPorts;
  readonly #ordering: OrderingRun;
  readonly #beginning: BeginningRun;

  constructor(ports: RunLoopPorts, run: RunPlan) {
    this.#ports = ports;
    this.#clock = new RunClock(ports.clock);
    this.#going = new Going(ports.slice);
    this.#run = run;
    this.#state = initialState(run.plan, run.onFailure);
    this.#inHand = new Array<InHand | undefined>(run.plan.size).fill(undefined);
    this.#capacity = ports.capacity.openRun(run.record.id, slotsOf(run), this, run);
    this.#works = grantableWorks(run, this.#capacity);
    this.#performers = ports.performers(run, () => this.#state);
    this.#timeLimit = new RunTimeLimit(this.#clock, run.timeoutMs, () =>
      this.#post({ type: 'expire', at: this.#clock.now() }),
    );
    this.#reporting = { outputs: ports.outputs, random: ports.random, now: () => this.#clock.now() };
    this.#ordering = {
      resourcesOf: (held) => this.#capacity.resourcesOf(held),
      reported: (order, report) => this.#reported(order, report),
    };
    this.#beginning = new BeginningRun(this.#state, this.#inHand, this.#works, this.#clock);
    this.#deadlines = new TaskDeadlines(this.#clock, (command) => this.#post(command));
  }

  get id(): RunId {
    return this.#run.record.id;
  }

  get run(): RunPlan {
    return this.#run;
  }

  /** The journal refused: nothing is decided any more, and `ended` rejects when the last work has ended. */
  get isRefused(): boolean {
    return this.#refusal !== undefined;
  }

  /** Read-only, and true until the next turn. */
  get state(): RunState {
    return this.#state;
  }

  /** Settles with the final state when the run has ended, or rejects when its journal refused: whoever opens the run looks at it. */
  get ended(): Promise<RunState> {
    return this.#ended.promise;
  }

  /** The first turn of a new run; its record and first fact are durable when this returns. */
  async start(): Promise<void> {
    if (this.#refusal !== undefined) throw this.#refusal;
    this.#going.begin();
    const started = advance(this.#state, [{ type: 'start', at: this.#clock.now(), retry: this.#run.retry }]);
    const events = this.#ahead.isEmpty ? this.#beginning.withBegun(started) : started;
    this.#stored = events.length;
    // Also what is stored at once: a run that begins within a turn of another makes its own after that.
    await this.#ports.journal.begin(this.#run.record, events);
    const turn = this.#ports.slice.turnAfter(this.#run.plan.size);
    if (turn !== undefined) await turn;
    this.#takeUp(events);
  }

  /** Goes on from stored events: attempts that were running are lost with the process that made them. */
  resume(events: readonly RunEvent[]): void {
    replay(this.#state, events);
    this.#clock.follow(events.at(-1)?.at ?? 0);
    this.#stored = events.length;
    for (const command of lostAttempts(this.#state, this.#clock.now())) this.#mailbox.put(command);
    this.#going.begin();
    this.#takeUp([]);
  }

  cancel(reason: string): void {
    this.ask({ kind: 'cancel', reason });
  }

  ask(request: RunRequest): void {
    const command = requestCommand(this.#state, request, this.#clock.now());
    if (command !== undefined) this.#post(command);
  }

  add(tasks: readonly GrownTask[]): readonly Problem[] {
    if (this.#refusal !== undefined) throw this.#refusal;
    for (const [place, { work }] of tasks.entries()) this.#works.need(work, `tasks[${place}].resources`);
    const added = tasks.map(({ task }) => task);
    if (!this.#tell({ type: 'add', at: this.#clock.now(), tasks: added })) {
      return growthProblems(this.#state, added);
    }
    for (const { work } of tasks) this.#works.add(work);
    return [];
  }

  release(tasks: Tasks): void {
    this.#tell({ type: 'release', at: this.#clock.now(), tasks });
  }

  hold(tasks: Tasks): void {
    this.#tell({ type: 'hold', at: this.#clock.now(), tasks });
  }

  seal(): void {
    this.#tell({ type: 'seal', at: this.#clock.now() });
  }

  cancelTask(task: number): boolean {
    return this.#tell({ type: 'cancel_task', at: this.#clock.now(), task });
  }

  onChanged(told: (task: number) => void): void {
    this.#onChanged = told;
  }

  label(task: number): string {
    return `run ${this.id} / ${this.#run.plan.names[task] ?? task}`;
  }

  granted(task: number, now: number): void {
    const inHand = this.#inHand[task];
    if (inHand?.kind !== 'asking') return;
    this.#inHand[task] = { kind: 'granted', held: inHand.held };
    this.#post({ type: 'grant', at: this.#clock.at(now), task });
  }

  /** What a task that waits for resources waits for. */
  waitsFor(task: number): readonly string[] {
    const inHand = this.#inHand[task];
    return inHand?.kind === 'asking' ? this.#capacity.waitsFor(inHand.held) : [];
  }

  /** The run cannot go on in this process: its work is ended, and then everything is let go. It can be resumed. */
  giveUp(reason: unknown): void {
    this.#refuse(reason);
  }

  /** Lets go of everything at once, as a crash would, without a fact and without waiting for work: the run can be resumed. */
  abandon(reason: unknown): void {
    this.#refuse(reason);
    for (const [task, inHand] of this.#inHand.entries()) this.#letGo(task, inHand);
    this.#leave();
  }

  #takeUp(events: readonly RunEvent[]): void {
    if (this.#refusal !== undefined) return;
    this.#timeLimit.follow(this.#state);
    this.#publish(events);
    void this.#turns();
  }

  /** Decides at once; what was decided reaches the journal with the next turn. */
  #tell(command: Command): boolean {
    if (this.#refusal !== undefined || !this.#ahead.decide(this.#state, command)) return false;
    this.#wake();
    return true;
  }

  #post(command: Command): void {
    this.#mailbox.put(command);
    this.#wake();
  }

  #wake(): void {
    if (this.#isTurning) return;
    this.#isTurning = true;
    this.#going.begin();
    queueMicrotask(() => void this.#turns());
  }

  async #turns(): Promise<void> {
    const { slice } = this.#ports;
    try {
      this.#timePasses();
      const first = this.#mailbox.isPressing ? undefined : this.#reconcileChanged();
      if (first !== undefined || slice.isShared) await first;
      while (!(this.#mailbox.isEmpty && this.#ahead.isEmpty) && this.#refusal === undefined) {
        if (slice.isTaken()) {
          await slice.turn();
          if (this.#refusal !== undefined) break;
          this.#timePasses();
        }
        const events = this.#nextFacts();
        if (events.length > 0) {
          const position = this.#stored;
          this.#stored += events.length;
          const durable = this.#ports.journal.append(this.id, position, events);
          if (durable !== undefined) {
            await durable;
            this.#timePasses();
          }
          this.#publish(events);
          this.#standing.look(events, this.#inHand);
        }
        if (this.#mailbox.isPressing) continue;
        const reconciling = this.#reconcileChanged();
        if (reconciling !== undefined || slice.isShared) await reconciling;
      }
      this.#isTurning = false;
      this.#going.end();
      if (this.#state.phase.kind === 'ended') this.#finish();
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** What was decided ahead goes first: the state has it already. */
  #nextFacts(): readonly RunEvent[] {
    if (!this.#ahead.isEmpty) return this.#ahead.take(this.#state, COMMANDS_PER_TURN);
    const facts = advance(this.#state, thatStand(this.#mailbox.take(COMMANDS_PER_TURN), this.#inHand));
    return this.#beginning.withBegun(facts);
  }

  /** A promise only where it takes longer than a slice: of a short run, the promises took more time than its turns. */
  #reconcileChanged(): Promise<void> | undefined {
    const next = this.#reconcileFrom(0);
    if (next !== undefined) return this.#reconcileInSlices(next);
    this.#reconciled();
    return undefined;
  }

  async #reconcileInSlices(from: number): Promise<void> {
    for (let next: number | undefined = from; next !== undefined; next = this.#reconcileFrom(next)) {
      await this.#ports.slice.turn();
      this.#timePasses();
    }
    this.#reconciled();
  }

  /** From which place on it is to go on when there is time again; `undefined` when all that changed has been looked at. */
  #reconcileFrom(from: number): number | undefined {
    const { changed } = this.#state;
    for (let next = from; next < changed.length && this.#refusal === undefined; next++) {
      const task = changed.at(next) ?? 0;
      this.#reconcile(task);
      this.#onChanged?.(task);
      if (this.#ports.slice.isOver()) return next + 1;
    }
    return undefined;
  }

  #reconciled(): void {
    this.#state.changed.truncate();
    this.#timeLimit.follow(this.#state);
    this.#capacity.settle();
  }

  #reconcile(task: number): void {
    const inHand = this.#inHand[task];
    const state = this.#state.tasks[task];
    this.#deadlines.follow(task, this.#works.workOf(task), this.#state);
    switch (wantedBy(this.#state, task)) {
      case 'decide':
        if (inHand === undefined) this.#judge(task);
        return;
      case 'acquire':
        if (inHand?.kind === 'asking') return;
        // Once more where it came to nothing, for the run was paused by then; a second one comes to nothing.
        if (inHand?.kind === 'granted') return this.#post({ type: 'grant', at: this.#clock.now(), task });
        this.#letGo(task, inHand);
        this.#acquire(task);
        return;
      case 'begin':
        if (inHand?.kind !== 'granted') {
          this.#letGo(task, inHand);
          this.#inHand[task] = { kind: 'granted', held: undefined };
        }
        return this.#post({ type: 'grant', at: this.#clock.now(), task });
      case 'invoke':
        if (state?.kind === 'running') this.#takeInHand(task, inHand, state);
        return;
      case 'stop':
        // A standing task alone: to end what it left.
        if (state?.kind === 'running' && this.#run.plan.standing.has(task)) this.#takeInHand(task, inHand, state);
        return this.#stop(task, this.#inHand[task], state);
      case 'wake':
        if (inHand?.kind === 'waking') return;
        this.#letGo(task, inHand);
        if (state?.kind === 'backing_off') this.#sleep(task, state);
        return;
      case 'nothing':
        return this.#letGo(task, inHand);
    }
  }

  #judge(task: number): void {
    const { condition } = this.#works.workOf(task);
    if (condition === undefined) throw new InternalError(`task ${task} of run ${this.id} has no condition`);
    this.#inHand[task] = { kind: 'judging' };
    void this.#performers.judge(condition).then((verdict) => {
      this.#post({ type: 'judge', at: this.#clock.now(), task, verdict });
    });
  }

  #acquire(task: number): void {
    const held = this.#capacity.ask(task, this.#works.needOf(task), this.#works.rankOf(task));
    this.#inHand[task] = { kind: 'asking', held };
  }

  /**
   * Also an attempt of a standing task that a process began which is gone. What a pause finds not called yet is not called: it is made
   * again later, or, where it stands and so holds nothing, it waits.
   */
  #takeInHand(task: number, inHand: InHand | undefined, state: TaskState & { kind: 'running' }): void {
    if (inHand?.kind === 'granted' && this.#state.pause === undefined) return this.#begin(task, state, inHand.held);
    const isStanding = this.#run.plan.standing.has(task);
    if (inHand === undefined && isStanding) this.#begin(task, state, undefined);
    else if (inHand?.kind === 'granted' && !isStanding) this.#stop(task, inHand, state);
  }

  #begin(task: number, { attempt, since, rounds = 0 }: TaskState & { kind: 'running' }, held: Held | undefined): void {
    const work = this.#works.workOf(task);
    const order = new HoldingOrder({ task, attempt, since, rounds, work }, held, this.#ordering);
    this.#timePasses();
    const invocation = this.#performers.invoke(order);
    this.#inHand[task] = order.isReported ? { kind: 'reported', held } : { kind: 'invoking', held, invocation };
    if (held === undefined && !order.isReported) this.#standing.add(task);
  }

  #stop(task: number, inHand: InHand | undefined, state: TaskState | undefined): void {
    if (inHand?.kind === 'invoking') {
      this.#inHand[task] = { kind: 'stopping', held: inHand.held };
      inHand.invocation.abort(abortReason(this.#state, state));
      return;
    }
    if (inHand?.kind === 'stopping' || inHand?.kind === 'reported') return;
    // Started as a fact and not called yet, or running in a process that is gone: there is nothing to end. It is not called any more
    // either, whatever comes before the report.
    if (inHand?.kind === 'granted') this.#inHand[task] = { kind: 'reported', held: inHand.held };
    if (state?.kind === 'running') {
      this.#post({ type: 'report_stopped', at: this.#clock.now(), task, attempt: state.attempt });
    }
  }

  #sleep(task: number, { attempt, until }: TaskState & { kind: 'backing_off' }): void {
    const delay = until - this.#clock.now();
    const cancel = this.#clock.after(delay, () => this.#post({ type: 'wake', at: this.#clock.now(), task, attempt }));
    this.#inHand[task] = { kind: 'waking', cancel };
  }

  #letGo(task: number, inHand: InHand | undefined): void {
    if (inHand === undefined) return;
    this.#inHand[task] = undefined;
    // Somebody's answer ended the attempt, and not its own report.
    if (this.#standing.delete(task) && inHand.kind === 'invoking') inHand.invocation.abort('it was answered');
    if (inHand.kind === 'waking') inHand.cancel();
    else if (inHand.kind !== 'judging' && inHand.held !== undefined) this.#capacity.letGo(inHand.held);
  }

  /** Synchronous unless the output is large enough for the payload store. */
  #reported(order: HoldingOrder, report: Report): void {
    const inHand = this.#inHand[order.task];
    if (isAtWork(inHand)) this.#inHand[order.task] = { kind: 'reported', held: inHand.held };
    if (this.#refusal !== undefined) {
      // Work that nobody keeps the end of is over: only now what it held is free.
      this.#letGo(order.task, this.#inHand[order.task]);
      return this.#leaveWhenOver();
    }
    if (report.kind === 'unable') return this.#refuse(report.error);
    const command = reportCommand(report, order, this.#reporting);
    if (!(command instanceof Promise)) {
      this.#capacity.timeIs(this.#clock.shown);
      return this.#post(command);
    }
    command.then(
      (stored) => this.#post(stored),
      (error: unknown) => this.#refuse(error),
    );
  }

  #timePasses(): void {
    this.#capacity.timePasses();
    this.#clock.timePasses();
  }

  #publish(events: readonly RunEvent[]): void {
    const { feed } = this.#ports;
    if (events.length > 0 && feed.isWatched) feed.publish({ kind: 'events', run: this.id, of: this.#run, events });
  }

  #finish(): void {
    this.#timeLimit.clear();
    this.#deadlines.clear();
    this.#capacity.close();
    this.#ended.resolve(this.#state);
  }

  #refuse(error: unknown): void {
    if (this.#refusal !== undefined) return;
    this.#refusal = error ?? new StorageError('the run was abandoned', { code: 'DATA_FOLDER_UNUSABLE' });
    this.#isTurning = true; // no turn begins any more
    this.#going.end();
    this.#timeLimit.clear();
    this.#deadlines.clear();
    for (const [task, inHand] of this.#inHand.entries()) if (!isAtWork(inHand)) this.#letGo(task, inHand);
    for (const inHand of this.#inHand) {
      if (inHand?.kind === 'invoking') leave(inHand.invocation);
    }
    this.#leaveWhenOver();
  }

  #leaveWhenOver(): void {
    return this.#inHand.some(isAtWork) ? this.#capacity.settle() : this.#leave();
  }

  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#capacity.close();
    this.#ended.reject(this.#refusal);
  }
}
