import { innerRunId, type RunId } from '@codomyrmex/core';
import type { RunState } from '@codomyrmex/dag';
import type { ResourceDefinition } from '@codomyrmex/resources';
import { Feed } from '../feed.ts';
import { Capacity } from '../runtime/capacity.ts';
import type { AttemptOrder, Invocation, Report } from '../runtime/invocation.ts';
import { itemsFailure } from '../runtime/items-run.ts';
import { RunLoop } from '../runtime/run-loop.ts';
import { workflowFailure } from '../runtime/workflow-run.ts';
import { HeldOverTime } from './held-over-time.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { type SimulatedTasks, simulatedPlan } from './simulated-run.ts';
import { SimulatedWaits } from './simulated-waits.ts';
import { WatchedSlice } from './watched-slice.ts';

/** A run that is played, or was. */
export interface Played {
  readonly tasks: SimulatedTasks;
  readonly loop: RunLoop;
  /** Absent where nobody looks into it: it consists of items, or is in one of them. */
  readonly waits: SimulatedWaits | undefined;
  /** By task index, the runs in it that were begun and are looked into: the others are let go of when they end. */
  readonly inner: Map<number, Played>;
}

/**
 * The stage of a simulation: a clock of its own, what there is, and the runs that go on. Every task that starts succeeds after its
 * duration, every condition holds, and what a task consists of is played as a run in the run, as it would be.
 */
export class Play {
  readonly clock = new SimulatedClock();
  readonly capacity: Capacity;
  readonly held: HeldOverTime;
  readonly #slice = new WatchedSlice();
  readonly #feed = new Feed();
  readonly #going = new Set<Played>();
  #unnoted: SimulatedWaits[] = [];
  #fault: { readonly error: unknown } | undefined;

  constructor(resources: readonly ResourceDefinition[], slots: number) {
    this.capacity = new Capacity(resources, { clock: this.clock, onFault: () => undefined });
    this.held = new HeldOverTime(slots, this.capacity.ledger);
  }

  /** @throws ResourceAllocationError when a task needs more than there is. */
  begin(tasks: SimulatedTasks, id: RunId, outer?: Played): Played {
    const inner = new Map<number, Played>();
    const loop: RunLoop = new RunLoop(
      {
        journal: { begin: () => undefined, append: () => undefined },
        outputs: {},
        clock: this.clock,
        random: () => 0.5,
        feed: this.#feed,
        capacity: this.capacity,
        slice: this.#slice,
        performers: () => ({
          invoke: (order) => this.#perform(played, order),
          judge: async () => ({ kind: 'holds' }),
        }),
      },
      simulatedPlan(tasks, id, outer?.loop.run),
    );
    const isSeen = tasks.areItems !== true && (outer === undefined || outer.waits !== undefined);
    const waits = isSeen ? new SimulatedWaits(loop, this.clock, (one) => this.#unnoted.push(one)) : undefined;
    const played: Played = { tasks, loop, waits, inner };
    this.#going.add(played);
    loop.ended.catch((error: unknown) => this.#fail(error));
    loop.start().catch((error: unknown) => this.#fail(error));
    return played;
  }

  /** Everything that happens without time has happened. @throws what a run in the run could not begin for. */
  async quiet(): Promise<void> {
    await this.#slice.quiet();
    if (this.#fault !== undefined) throw this.#fault.error;
    const unnoted = this.#unnoted;
    this.#unnoted = [];
    for (const waits of unnoted) waits.note();
  }

  /** Runs that have not ended, those that are in others after them. */
  get going(): readonly Played[] {
    return [...this.#going];
  }

  #perform(played: Played, order: AttemptOrder): Invocation {
    const inner = played.tasks.inner?.get(order.task);
    return inner === undefined ? this.#sleep(played, order) : this.#within(played, order, inner);
  }

  /** What stands and is not looked into holds nothing: it waits, or only its whole time is known. */
  #sleep({ tasks }: Played, order: AttemptOrder): Invocation {
    const { clock, held } = this;
    const { task } = order;
    const taken = tasks.plan.standing.has(task) ? undefined : order.resources();
    if (taken !== undefined) held.take(taken, clock.now());
    const giveBack = (): void => {
      if (taken !== undefined) held.giveBack(taken, clock.now());
    };
    const wake = clock.after(tasks.durations[task] ?? 0, () => {
      giveBack();
      order.report({ kind: 'succeeded', output: null });
    });
    return {
      abort: () => {
        wake();
        giveBack();
        order.report({ kind: 'stopped' });
      },
    };
  }

  #within(outer: Played, order: AttemptOrder, inner: SimulatedTasks): Invocation {
    const { loop, tasks } = outer;
    const id = innerRunId(loop.id, tasks.plan.names[order.task] ?? '', order.attempt);
    let played: Played;
    try {
      played = this.begin(inner, id, outer);
    } catch (error) {
      this.#fail(error);
      return { abort: () => order.report({ kind: 'stopped' }) };
    }
    if (played.waits !== undefined) outer.inner.set(order.task, played);
    let isUnwanted = false;
    played.loop.ended.then(
      (state) => {
        this.#going.delete(played);
        order.report(isUnwanted ? { kind: 'stopped' } : reportOf(played, state));
      },
      (error: unknown) => this.#fail(error),
    );
    return {
      abort: (reason) => {
        isUnwanted = true;
        played.loop.cancel(reason);
      },
    };
  }

  #fail(error: unknown): void {
    this.#fault ??= { error };
  }
}

/** What the real run would come to. */
function reportOf({ tasks, loop }: Played, state: RunState): Report {
  const failure = tasks.areItems === true ? itemsFailure(state.tasks, tasks.success) : workflowFailure(loop.run, state);
  return failure === undefined ? { kind: 'succeeded', output: null } : { kind: 'failed', failure };
}
