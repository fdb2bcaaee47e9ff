import { ResourceAllocationError } from '@codomyrmex/core';
import { criticalPath } from '@codomyrmex/dag';
import { Play, type Played } from './play.ts';
import { SIMULATED, shown } from './simulated-names.ts';
import type { SimulatedRun, SimulatedTasks } from './simulated-run.ts';
import type { SimulatedStep, Simulation } from './simulation.ts';

/**
 * Plays a run through the scheduler that real runs go through (the run loop, its line and its ledger), on a clock of its own:
 * every task that starts succeeds after its duration, and every condition holds. Nothing is stored, and the engine's own resources are not touched.
 * Takes real time in proportion to tasks and edges, none of it in long stretches.
 * @throws ResourceAllocationError when a task needs more than there is, or waits for what never comes free.
 */
export async function simulateRun(run: SimulatedRun): Promise<Simulation> {
  const play = new Play(run.resources, run.mode === 'sequential' ? 1 : run.maxParallel);
  const played = play.begin(run, SIMULATED);
  for (;;) {
    await play.quiet();
    if (played.loop.state.phase.kind === 'ended') break;
    if (!play.clock.jump()) throw stuck(play.going);
  }
  play.capacity.close();
  return simulationOf(played, play);
}

function simulationOf(played: Played, { held }: Play): Simulation {
  const { state } = played.loop;
  const { plan } = played.tasks;
  const least = new LeastTimes();
  const path = criticalPath(plan, (task) =>
    state.tasks[task]?.kind === 'completed' ? least.of(played.tasks, task) : 0,
  );
  const end = state.endedAt;
  return {
    status: state.phase.kind === 'ended' ? state.phase.status : 'failed',
    totalTime: seconds(end),
    steps: stepsOf(played),
    criticalPath: { steps: path.tasks.map((task) => plan.names[task] ?? ''), duration: seconds(path.duration) },
    slots: held.slots(end),
    resources: held.resources(end),
  };
}

/** Runs are in each other to a small depth: recursion is safe. */
function stepsOf({ loop, tasks, waits, inner }: Played): Readonly<Record<string, SimulatedStep>> {
  const { state } = loop;
  const steps = state.tasks.map((task, index): [string, SimulatedStep] => {
    const ran = task.kind === 'completed' ? task : undefined;
    const since = waits?.since[index];
    const within = inner.get(index);
    return [
      tasks.plan.names[index] ?? '',
      {
        start: ran === undefined ? null : seconds(ran.startedAt),
        end: ran === undefined ? null : seconds(ran.endedAt),
        waited: since === undefined || ran === undefined ? 0 : seconds(ran.startedAt - since),
        waitedFor: waits?.for[index] ?? [],
        ...(within !== undefined && { steps: stepsOf(within) }),
      },
    ];
  });
  return Object.fromEntries(steps);
}

/** How long tasks take where everything is free, in milliseconds. */
class LeastTimes {
  readonly #known = new Map<SimulatedTasks, number>();

  of({ durations, inner }: SimulatedTasks, task: number): number {
    const within = inner?.get(task);
    return within === undefined ? (durations[task] ?? 0) : this.#whole(within);
  }

  #whole(tasks: SimulatedTasks): number {
    const time = this.#known.get(tasks) ?? criticalPath(tasks.plan, (task) => this.of(tasks, task)).duration;
    this.#known.set(tasks, time);
    return time;
  }
}

function stuck(going: readonly Played[]): ResourceAllocationError {
  for (const { loop } of going) {
    const task = loop.state.tasks.findIndex(({ kind }) => kind === 'ready');
    if (task < 0) continue;
    const missing = loop.waitsFor(task).map(shown).join('; ');
    return new ResourceAllocationError(`step "${shown(loop.label(task))}" would wait for ever for ${missing}`, {
      suggestions: ['See codomyrmex resource list for resources that are in maintenance or hold too little.'],
    });
  }
  return new ResourceAllocationError('the run would never end');
}

const seconds = (milliseconds: number): number => milliseconds / 1000;
