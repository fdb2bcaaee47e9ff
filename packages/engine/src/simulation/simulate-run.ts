import {
  type Action,
  type OrchestrationMode,
  ResourceAllocationError,
  type ResourceRequest,
  runId,
} from '@codomyrmex/core';
import { criticalPath, type Plan } from '@codomyrmex/dag';
import type { ResourceDefinition } from '@codomyrmex/resources';
import * as z from 'zod';
import { Feed } from '../feed.ts';
import { Capacity } from '../runtime/capacity.ts';
import type { Invoke } from '../runtime/invocation.ts';
import { RunLoop } from '../runtime/run-loop.ts';
import type { RunPlan, TaskWork } from '../runtime/run-plan.ts';
import { eventLoopTurn, TimeSlice } from '../runtime/time-slice.ts';
import { HeldOverTime } from './held-over-time.ts';
import { SimulatedClock } from './simulated-clock.ts';
import type { SimulatedStep, Simulation } from './simulation.ts';

/** What is simulated. */
export interface SimulatedRun {
  readonly plan: Plan;
  /** By task index: what it needs beside its slot. Tasks that need the same may share one array. */
  readonly requests: readonly (readonly ResourceRequest[])[];
  /** By task index, in milliseconds: how long it holds what it needs. */
  readonly durations: readonly number[];
  readonly mode: OrchestrationMode;
  readonly maxParallel: number;
  /** Milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** What there is, the slots of the engine (`workers`) included. */
  readonly resources: readonly ResourceDefinition[];
}

/**
 * Plays a run through the scheduler that real runs go through (the run loop, its line and its ledger), on a clock of its own:
 * every task that starts succeeds after its duration, and every condition holds. Nothing is stored, and the engine's own resources are not touched.
 * Takes real time in proportion to tasks and edges, none of it in long stretches.
 * @throws ResourceAllocationError when a task needs more than there is, or waits for what never comes free.
 */
export async function simulateRun(run: SimulatedRun): Promise<Simulation> {
  const clock = new SimulatedClock();
  const capacity = new Capacity(run.resources, { clock, onFault: () => undefined });
  const held = new HeldOverTime(slotsOf(run), capacity.ledger);
  const slice = new WatchedSlice();
  const loop = new RunLoop(
    {
      journal: { begin: () => undefined, append: () => undefined },
      outputs: {},
      clock,
      random: () => 0.5,
      feed: new Feed(),
      capacity,
      slice,
      performers: () => ({ invoke: sleeper(run, clock, held), judge: async () => ({ kind: 'holds' }) }),
    },
    runPlanOf(run),
  );
  const waits = new Waits(loop, clock, run.plan);
  await loop.start();
  for (;;) {
    await slice.quiet();
    waits.note();
    if (loop.state.phase.kind === 'ended') break;
    if (!clock.jump()) throw stuck(loop, run.plan);
  }
  capacity.close();
  return simulationOf(run, loop, waits, held);
}

/** Asks the loop to let others go first as often as a real one, and knows whether it is done with its turns. */
class WatchedSlice {
  /** A simulated run is alone. */
  readonly isShared = false;
  readonly #slice = new TimeSlice();
  #hasYielded = false;
  #waiting = 0;

  enter(): void {
    this.#slice.enter();
  }

  leave(): void {
    this.#slice.leave();
  }

  isOver(): boolean {
    return this.#slice.isOver();
  }

  isTaken(): boolean {
    return this.#slice.isTaken();
  }

  turn(): Promise<void> {
    return this.#watched(this.#slice.turn());
  }

  turnAfter(tasks: number): Promise<void> | undefined {
    const turn = this.#slice.turnAfter(tasks);
    return turn === undefined ? undefined : this.#watched(turn);
  }

  async #watched(turn: Promise<void>): Promise<void> {
    this.#hasYielded = true;
    this.#waiting++;
    await turn;
    this.#waiting--;
  }

  /** Everything that happens without time has happened: all that the loop awaits besides turns is settled already. */
  async quiet(): Promise<void> {
    do {
      this.#hasYielded = false;
      await eventLoopTurn();
    } while (this.#hasYielded || this.#waiting > 0);
  }
}

/** Who waited from when on, and what for when it began. */
class Waits {
  readonly since: (number | undefined)[];
  readonly for: (readonly string[] | undefined)[];
  readonly #loop: RunLoop;
  readonly #clock: SimulatedClock;
  #ready: number[] = [];

  constructor(loop: RunLoop, clock: SimulatedClock, plan: Plan) {
    this.#loop = loop;
    this.#clock = clock;
    this.since = new Array<number | undefined>(plan.size).fill(undefined);
    this.for = new Array<readonly string[] | undefined>(plan.size).fill(undefined);
    loop.onChanged((task) => this.#see(task));
  }

  /** At a moment in which everything that can start has started. */
  note(): void {
    for (const task of this.#ready) {
      if (this.#loop.state.tasks[task]?.kind === 'ready') this.for[task] = this.#loop.waitsFor(task).map(shown);
    }
    this.#ready = [];
  }

  #see(task: number): void {
    if (this.since[task] !== undefined || this.#loop.state.tasks[task]?.kind !== 'ready') return;
    this.since[task] = this.#clock.now();
    this.#ready.push(task);
  }
}

const RUN = 'simulated';

/** In the words of the one run that there is. */
const shown = (text: string): string => text.replaceAll(`run:${RUN}`, 'the run').replaceAll(`run ${RUN} / `, '');

/** What stands holds nothing: it waits, or consists of a run, of which only the whole time is known. */
function sleeper({ plan, durations }: SimulatedRun, clock: SimulatedClock, held: HeldOverTime): Invoke {
  return (order, report) => {
    const { task } = order;
    const taken = plan.standing.has(task) ? undefined : order.resources();
    if (taken !== undefined) held.take(taken, clock.now());
    const giveBack = (): void => {
      if (taken !== undefined) held.giveBack(taken, clock.now());
    };
    const wake = clock.after(durations[task] ?? 0, () => {
      giveBack();
      report({ kind: 'succeeded', output: null });
    });
    return {
      abort: () => {
        wake();
        giveBack();
        report({ kind: 'stopped' });
      },
    };
  };
}

const sleep: Action = {
  id: 'simulation.sleep',
  module: 'simulation',
  name: 'sleep',
  title: 'Lets simulated time pass',
  input: z.unknown(),
  output: z.null(),
  effects: [],
  idempotent: true,
  run: () => null,
};

function runPlanOf({ plan, requests, mode, maxParallel, timeoutMs }: SimulatedRun): RunPlan {
  const work = (needed: readonly ResourceRequest[] = []): TaskWork => ({
    kind: 'action',
    action: sleep,
    entry: '',
    parameters: { isConstant: true, evaluate: () => null },
    reads: [],
    condition: { template: { evaluate: () => ({ when: true }) }, reads: [] },
    requests: needed,
  });
  return {
    record: { id: runId(RUN), workflow: RUN, definition: {}, parameters: {}, workspace: '/', createdAt: 0 },
    plan,
    works: requests.map(work),
    mode,
    maxParallel,
    timeoutMs,
    onFailure: 'continue',
  };
}

const slotsOf = ({ mode, maxParallel }: SimulatedRun): number => (mode === 'sequential' ? 1 : maxParallel);

function simulationOf(run: SimulatedRun, { state }: RunLoop, waits: Waits, held: HeldOverTime): Simulation {
  const { plan, durations } = run;
  const path = criticalPath(plan, (task) => (state.tasks[task]?.kind === 'completed' ? (durations[task] ?? 0) : 0));
  const end = state.endedAt;
  const steps = state.tasks.map((task, index): [string, SimulatedStep] => {
    const ran = task.kind === 'completed' ? task : undefined;
    const since = waits.since[index];
    const until = ran?.startedAt ?? end;
    return [
      plan.names[index] ?? '',
      {
        start: ran === undefined ? null : seconds(ran.startedAt),
        end: ran === undefined ? null : seconds(ran.endedAt),
        waited: since === undefined || ran === undefined ? 0 : seconds(until - since),
        waitedFor: waits.for[index] ?? [],
      },
    ];
  });
  return {
    status: state.phase.kind === 'ended' ? state.phase.status : 'failed',
    totalTime: seconds(end),
    steps: Object.fromEntries(steps),
    criticalPath: { steps: path.tasks.map((task) => plan.names[task] ?? ''), duration: seconds(path.duration) },
    slots: held.slots(end),
    resources: held.resources(end),
  };
}

function stuck(loop: RunLoop, { names }: Plan): ResourceAllocationError {
  const task = loop.state.tasks.findIndex(({ kind }) => kind === 'ready');
  const missing = loop.waitsFor(task).map(shown).join('; ');
  return new ResourceAllocationError(`step "${names[task]}" would wait for ever for ${missing}`, {
    suggestions: ['See codomyrmex resource list for resources that are in maintenance or hold too little.'],
  });
}

const seconds = (milliseconds: number): number => milliseconds / 1000;
