import {
  type Clock,
  innerRunId,
  NotFoundError,
  outerRunId,
  type Random,
  type RunId,
  type RunStatus,
  runId,
  StorageError,
  UsageError,
} from '@codomyrmex/core';
import type { Hooks } from '@codomyrmex/core/hooks';
import {
  advance,
  type Inbox,
  initialState,
  type Journal,
  type OnFailure,
  type Payloads,
  type RunEvent,
  type RunHead,
  type RunQuery,
  type RunRecord,
  type RunRequest,
  type RunState,
  replay,
  requestCommand,
  wantedBy,
} from '@codomyrmex/dag';
import type { ActionCache } from '../cache/action-cache.ts';
import type { RunSurroundings } from '../effects/action-context.ts';
import type { AttemptName } from '../effects/cookie.ts';
import { invoker, type PerformAction } from '../effects/invoke.ts';
import type { Masks } from '../effects/masks.ts';
import type { Feed } from '../feed.ts';
import type { Capacity } from './capacity.ts';
import { InTurn } from './in-turn.ts';
import type { InnerRuns } from './inner-run.ts';
import { judge } from './judge.ts';
import { performer } from './performer.ts';
import { RunHooks } from './run-hooks.ts';
import { RunLoop } from './run-loop.ts';
import type { Performers, RunLoopPorts } from './run-loop-ports.ts';
import type { RunPlan } from './run-plan.ts';
import type { LiveRun, RunSnapshot, Runtime } from './runtime.ts';
import { storedPlan } from './stored-plan.ts';
import { TimeSlice } from './time-slice.ts';
import { UpstreamScope } from './upstream-scope.ts';

/** How often the inbox is looked into while runs are in hand, in milliseconds. */
const INBOX_EVERY_MS = 200;

export interface EmbeddedPorts {
  readonly journal: Journal;
  readonly payloads?: Payloads | undefined;
  readonly inbox?: Inbox | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly feed: Feed;
  readonly hooks: Hooks;
  readonly masks: Masks;
  readonly capacity: Capacity;
  readonly perform: PerformAction;
  /** Absent where every step runs. */
  readonly actionCache?: ActionCache | undefined;
  /** Ends what an attempt of a process that died has left running. */
  readonly sweep?: ((attempt: AttemptName) => Promise<unknown>) | undefined;
  /** What the attempts of a run share; its folder for logs and artifacts is decided there. */
  readonly surroundings: (record: RunRecord) => RunSurroundings;
}

/** Carries runs in this process, on a journal. */
export class EmbeddedRuntime implements Runtime {
  readonly #ports: EmbeddedPorts;
  readonly #loops = new Map<RunId, RunLoop>();
  /** Taken from the journal, and not carried: to others they are ours, so that only we can go on with them. */
  readonly #leftOver = new Set<RunId>();
  readonly #inTurn = new InTurn<RunId>();
  readonly #slice = new TimeSlice();
  readonly #inner: InnerRuns = {
    has: async (run) => (await this.#ports.journal.find(run)) !== undefined,
    read: (run) => this.snapshot(run),
    take: (run) => this.#take(run),
    leave: (run) =>
      this.#loops
        .get(run)
        ?.giveUp(new StorageError(`run ${run} is in a run that cannot go on`, { code: 'DATA_FOLDER_UNUSABLE' })),
  };
  #cancelInbox: (() => void) | undefined;
  #isClosed = false;
  readonly #hooks: RunHooks;
  /** The same for every run: short ones are begun often. */
  readonly #loopPorts: RunLoopPorts;

  constructor(ports: EmbeddedPorts) {
    this.#ports = ports;
    this.#hooks = new RunHooks(ports.hooks);
    const { journal, payloads, clock, random, feed, capacity } = ports;
    this.#loopPorts = {
      journal,
      outputs: { payloads },
      clock,
      random,
      feed,
      capacity,
      slice: this.#slice,
      performers: (run, look) => this.#performersOf(run, look),
    };
  }

  get live(): ReadonlyMap<RunId, LiveRun> {
    return this.#loops;
  }

  async start(run: RunPlan): Promise<LiveRun> {
    const guards = this.#hooks.beginning(run);
    if (guards !== undefined) await guards;
    const loop = this.#open(run);
    try {
      const turn = this.#slice.turnAfter(run.plan.size);
      if (turn !== undefined) await turn;
      await loop.start();
    } catch (error) {
      loop.abandon(error);
      throw error;
    }
    return loop;
  }

  begin(run: RunPlan): LiveRun {
    const loop = this.#open(run);
    const started = this.#hooks.beginning(run)?.then(() => loop.start()) ?? loop.start();
    started.catch((error: unknown) => loop.abandon(error));
    return loop;
  }

  /** A run in a run belongs to whoever has that one. */
  async #take(run: RunPlan): Promise<LiveRun | RunState> {
    const { journal } = this.#ports;
    const known = await journal.find(run.record.id);
    if (known === undefined) return this.start(run);
    const events = await journal.read(run.record.id);
    if (events.at(-1)?.type !== 'run_ended') return this.resume(run);
    const state = initialState(run.plan, run.onFailure);
    replay(state, events);
    return state;
  }

  resume(run: RunPlan): Promise<LiveRun> {
    return this.#inTurn.of(run.record.id, () => this.#resume(run));
  }

  async ask(run: RunId, request: RunRequest): Promise<void> {
    return this.#inTurn.of(run, () => this.#ask(run, request));
  }

  record(run: RunId): Promise<RunRecord | undefined> {
    return this.#ports.journal.find(run);
  }

  async snapshot(of: RunId | LiveRun): Promise<RunSnapshot | undefined> {
    const run = typeof of === 'string' ? of : of.id;
    const live = this.#loops.get(run) ?? endedLoop(of);
    if (live !== undefined) return this.#snapshotOf(live.run.record, live.state, false);
    const record = await this.#ports.journal.find(run);
    if (record === undefined) return undefined;
    const state = folded(record, await this.#ports.journal.read(run));
    // Asked only for a run without an end: it costs a look at every lock.
    const isInterrupted = state.phase.kind !== 'ended' && (await this.#head(run)).phase.kind === 'interrupted';
    return this.#snapshotOf(record, state, isInterrupted);
  }

  events(run: RunId): Promise<readonly RunEvent[]> {
    return this.#ports.journal.read(run);
  }

  async list(query?: RunQuery): Promise<readonly RunHead[]> {
    return (await this.#ports.journal.list(query)).map((head) => this.#seen(head));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelInbox?.();
    for (const loop of this.#loops.values())
      loop.abandon(new UsageError('the engine was shut down', { code: 'SHUT_DOWN' }));
    this.#loops.clear();
    await this.#hooks.settled();
    await this.#ports.journal.close();
  }

  async #resume(run: RunPlan): Promise<LiveRun> {
    const { id } = run.record;
    const { journal } = this.#ports;
    if (this.#loops.has(id)) throw new UsageError(`run ${id} is in hand already`, { code: 'RUN_OWNED' });
    await journal.adopt(id);
    this.#leftOver.add(id);
    const events = await journal.read(id);
    if (events.at(-1)?.type === 'run_ended') {
      throw new UsageError(`run ${id} has ended: there is nothing to resume`, {
        code: 'RUN_ENDED',
        suggestions: [`codomyrmex run show ${id} tells how.`],
      });
    }
    await this.#sweep(id, run.plan.names, events);
    const loop = this.#open(run);
    loop.resume(events);
    return loop;
  }

  async #ask(run: RunId, request: RunRequest): Promise<void> {
    const outer = outerRunId(run);
    if (outer !== undefined && (request.kind === 'pause' || request.kind === 'continue')) throw inRun(run, outer);
    const loop = this.#loops.get(run);
    if (loop !== undefined && !loop.isRefused) return loop.ask(request);
    // It hears nothing any more; when its work has ended, it is like any other that was interrupted.
    await loop?.ended.catch(() => undefined);
    const head = await this.#head(run);
    switch (head.phase.kind) {
      case 'ended':
        throw new UsageError(`run ${run} has ended as ${head.phase.status}: there is nothing to ${request.kind}`, {
          code: 'RUN_ENDED',
        });
      case 'owned':
        if (this.#ports.inbox === undefined) {
          throw new UsageError(`run ${run} belongs to another process, and this store has no way to tell it`);
        }
        return this.#ports.inbox.send({ run, ...request });
      case 'interrupted':
        return this.#askInterrupted(run, request);
    }
  }

  /** What the journal takes for ours although nobody carries it has been interrupted: its journal refused, or could not be read. */
  #seen(head: RunHead): RunHead {
    const isLeft = head.phase.kind === 'owned' && this.#leftOver.has(head.id) && !this.#loops.has(head.id);
    return isLeft ? { ...head, phase: { ...head.phase, kind: 'interrupted' } } : head;
  }

  /** Commands outlive a process that was killed; they end before their steps run again. */
  async #sweep(run: RunId, planned: readonly string[], events: readonly RunEvent[]): Promise<void> {
    const { sweep } = this.#ports;
    if (sweep === undefined) return;
    const open = new Map<number, number>();
    const names = [...planned];
    for (const event of events) {
      if (event.type === 'tasks_added') for (const { name } of event.tasks) names.push(name);
      else if (event.type === 'attempt_started') open.set(event.task, event.attempt);
      else if ('attempt' in event) open.delete(event.task);
    }
    for (const [task, attempt] of open) await sweep({ run, task: names[task] ?? '', attempt });
  }

  #open(run: RunPlan): RunLoop {
    if (this.#isClosed) throw new UsageError('the engine was shut down', { code: 'SHUT_DOWN' });
    const loop = new RunLoop(this.#loopPorts, run);
    this.#loops.set(loop.id, loop);
    this.#leftOver.delete(loop.id);
    loop.ended.then(
      (state) => {
        this.#loops.delete(loop.id);
        this.#hooks.ended(run, state);
      },
      () => {
        this.#loops.delete(loop.id);
        this.#leftOver.add(loop.id);
      },
    );
    this.#watchInbox();
    return loop;
  }

  #performersOf(run: RunPlan, look: () => RunState): Performers {
    const { clock, hooks, masks, perform, actionCache, surroundings, feed } = this.#ports;
    const { outputs } = this.#loopPorts;
    const upstream = run.upstream ?? new UpstreamScope(run, look, outputs);
    const shared = surroundings(run.record);
    const own = { clock, hooks, masks, perform, actionCache, run, surroundings: shared, upstream };
    // Written out: made of another object it took ten microseconds, as long as four steps of a short run.
    const invoke = performer({
      clock,
      run,
      look,
      upstream,
      outputs,
      runs: this.#inner,
      feed,
      slice: this.#slice,
      invokeAction: invoker(own),
    });
    return { invoke, judge: judge(upstream) };
  }

  #watchInbox(hold?: 'background'): void {
    const { inbox, clock } = this.#ports;
    if (inbox === undefined || this.#cancelInbox !== undefined) return;
    this.#cancelInbox = clock.after(INBOX_EVERY_MS, () => void this.#readInbox(inbox), hold);
  }

  async #readInbox(inbox: Inbox): Promise<void> {
    try {
      // What is asked of a run whose journal refused is for whoever goes on with it.
      const listening = [...this.#loops.values()].filter(({ isRefused }) => !isRefused);
      for (const message of await inbox.receive(listening.map(({ id }) => id))) {
        this.#loops.get(message.run)?.ask(message);
      }
    } catch (error) {
      const message = `words from other processes cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      this.#ports.feed.publish({ kind: 'warning', message });
    }
    this.#cancelInbox = undefined;
    if (this.#loops.size === 0 || this.#isClosed) return;
    // A run that only waits for more tasks keeps no process from ending; a paused one waits for somebody to say so.
    const isAtWork = [...this.#loops.values()].some(
      ({ state }) => state.running + state.standing > 0 || state.pause !== undefined,
    );
    this.#watchInbox(isAtWork ? undefined : 'background');
  }

  async #head(run: RunId): Promise<RunHead> {
    const heads = await this.#ports.journal.list({ run });
    const head = heads[0];
    if (head !== undefined) return this.#seen(head);
    throw new NotFoundError(`there is no run ${run}`, { code: 'RUN_NOT_FOUND' });
  }

  /**
   * Nobody makes its attempts any more: they are reported lost, which ends a run that is being cancelled. Whoever goes on with it
   * finds them ended, and looks for nothing that they left: that is done here, before.
   */
  async #askInterrupted(run: RunId, request: RunRequest): Promise<void> {
    const { journal, clock } = this.#ports;
    for (const inner of await this.#unfinishedIn(run)) await this.#askInterrupted(inner, request);
    await journal.adopt(run);
    this.#leftOver.add(run);
    const record = await journal.find(run);
    if (record === undefined) throw new NotFoundError(`there is no run ${run}`, { code: 'RUN_NOT_FOUND' });
    const stored = await journal.read(run);
    const state = folded(record, stored);
    const { position } = state;
    const at = Math.max(clock.now(), stored.at(-1)?.at ?? 0);
    const command = requestCommand(state, request, at);
    const events = command === undefined ? [] : [...advance(state, [command])];
    // What is done at the end of a run in this one is still to be done: whoever goes on with this one goes on with that.
    const open = new Set(await this.#unfinishedIn(run));
    await this.#sweep(run, storedPlan(record).names, stored);
    for (const [task, current] of state.tasks.entries()) {
      if (current.kind !== 'running') continue;
      if (open.has(innerRunId(run, state.plan.names[task] ?? '', current.attempt))) continue;
      const type = wantedBy(state, task) === 'stop' ? 'report_stopped' : 'lose';
      events.push(...advance(state, [{ type, at, task, attempt: current.attempt }]));
    }
    if (events.length > 0) await journal.append(run, position, events);
  }

  /** Runs in a run, of which nobody else knows. A word to one step is not theirs. */
  async #unfinishedIn(run: RunId): Promise<readonly RunId[]> {
    const heads = await this.#ports.journal.list({ within: run, unfinished: true });
    return heads.map(({ id }) => id);
  }

  #snapshotOf(record: RunRecord, state: RunState, isInterrupted: boolean): RunSnapshot {
    const { phase } = state;
    const status = phase.kind === 'ended' ? phase.status : unfinishedStatus(state, isInterrupted);
    const inner: RunSnapshot['inner'] = (step, attempt) => this.snapshot(innerRunId(record.id, step, attempt));
    const undone: RunSnapshot['undone'] = async () => {
      const { undoes } = record.definition;
      return typeof undoes === 'string' ? this.snapshot(runId(undoes)) : undefined;
    };
    return { record, status, state, outputs: { payloads: this.#ports.payloads }, inner, undone };
  }
}

/** What was decided last is in no journal where that refused: then the journal is asked. */
function endedLoop(of: RunId | LiveRun): RunLoop | undefined {
  return of instanceof RunLoop && !of.isRefused && of.state.phase.kind === 'ended' ? of : undefined;
}

function folded(record: RunRecord, events: readonly RunEvent[]): RunState {
  const state = initialState(storedPlan(record), onFailureOf(record));
  replay(state, events);
  return state;
}

function inRun(run: RunId, outer: RunId): UsageError {
  return new UsageError(`run ${run} is part of run ${outer}, and is paused and goes on with it`, {
    code: 'RUN_IN_RUN',
    suggestions: [`Ask it of run ${outer}.`],
  });
}

/** A paused run stays so whoever has it. */
function unfinishedStatus({ phase, pause }: RunState, isInterrupted: boolean): RunStatus {
  if (pause !== undefined) return 'paused';
  if (isInterrupted) return 'interrupted';
  return phase.kind === 'new' ? 'pending' : 'running';
}

function onFailureOf({ definition }: RunRecord): OnFailure {
  const { on_failure: written } = definition;
  return written === 'stop' || written === 'rollback' ? written : 'continue';
}
