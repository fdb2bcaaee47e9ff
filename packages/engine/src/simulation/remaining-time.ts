import { priorityRank, type ResourceRequest } from '@codomyrmex/core';
import { isSettled, plan, type RunState, stageOf, type TaskSpec, type TaskState } from '@codomyrmex/dag';
import { plannedSteps } from '../definition/planned-steps.ts';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { storedDefinition } from '../runtime/stored-definition.ts';
import { isUnsealed } from '../runtime/unsealed.ts';
import { sharedRequests } from '../workflows/work-members.ts';
import { simulateRun } from './simulate-run.ts';
import type { SimulationPorts } from './simulate-workflow.ts';
import { type StepEstimate, stepEstimates } from './step-estimates.ts';

/**
 * How many milliseconds a run that goes on will still take, at time `now`: what is left of it is simulated, running steps
 * first, each as long as it took in the newest completed run that ran it. A step that runs longer than that is taken to end
 * now. `undefined` when nothing is known: the workflow never completed, or the run does not go on, or it grows.
 */
export async function remainingTime(
  ports: SimulationPorts,
  snapshot: Pick<RunSnapshot, 'record' | 'state' | 'status'>,
  now: number,
): Promise<number | undefined> {
  return simulatedRemaining(ports.capacity, snapshot, { now, estimates: await runEstimates(ports.runtime, snapshot) });
}

/** What earlier runs say of the tasks of a run without an end, by task; `undefined` when they say nothing. */
export async function runEstimates(
  runtime: SimulationPorts['runtime'],
  { record, state }: Pick<RunSnapshot, 'record' | 'state'>,
): Promise<readonly StepEstimate[] | undefined> {
  if (state.phase.kind === 'ended' || isUnsealed(record)) return undefined;
  return stepEstimates({ runtime, workflow: record.workflow, steps: state.plan.names });
}

interface Known {
  readonly now: number;
  /** By task. */
  readonly estimates: readonly StepEstimate[] | undefined;
}

export async function simulatedRemaining(
  capacity: SimulationPorts['capacity'],
  { record, state, status }: Pick<RunSnapshot, 'record' | 'state' | 'status'>,
  { now, estimates }: Known,
): Promise<number | undefined> {
  if (status !== 'running' || state.phase.kind !== 'open' || estimates === undefined) return undefined;
  const definition = storedDefinition(record);
  const steps = plannedSteps(definition);
  const { mode, max_parallel: maxParallel } = definition;
  const left = inOrder(state);
  const planned = plan(left.map((task) => remainingSpec(state, task)));
  if (!planned.ok) return undefined;
  const shared = new Map<string, readonly ResourceRequest[]>();
  const simulation = await simulateRun({
    plan: planned.plan,
    requests: left.map((task) => sharedRequests(steps[task]?.definition.resources, shared)),
    durations: left.map((task) => remainingOf(state.tasks[task], estimates[task]?.milliseconds ?? 0, now)),
    mode,
    maxParallel: maxParallel ?? capacity.workers,
    resources: capacity.resources,
  });
  return simulation.totalTime * 1000;
}

/** Whoever runs holds what it needs already: it comes first. */
function inOrder(state: RunState): readonly number[] {
  const { tasks } = state;
  const isRunning = (task: number): boolean => tasks[task]?.kind === 'running';
  const left = tasks.flatMap((_, index) => (isLeft(state, index) ? [index] : []));
  return [...left.filter(isRunning), ...left.filter((task) => !isRunning(task))];
}

/** A task that is thought to run yet: what is for a failure is not expected in a run that has had none. */
export function isLeft({ plan, failures, tasks }: RunState, task: number): boolean {
  const state = tasks[task];
  if (state === undefined || isSettled(state)) return false;
  const stage = stageOf(plan, task);
  return failures > 0 || stage === 'main' || stage === 'finally';
}

function remainingSpec({ plan: { names, ...graph }, tasks }: RunState, task: number): TaskSpec {
  const all = graph.dependencies.subarray(graph.dependencyStart[task], graph.dependencyStart[task + 1]);
  const settled = Array.from(all).flatMap((dependency) => tasks[dependency] ?? []);
  const isAfterFailure = settled.some(({ kind }) => kind === 'failed');
  return {
    name: names[task] ?? '',
    dependencies: Array.from(all)
      .filter((dependency) => !isSettled(tasks[dependency] ?? { kind: 'waiting' }))
      .map((dependency) => names[dependency] ?? ''),
    priority: tasks[task]?.kind === 'running' ? priorityRank.critical : graph.priorities[task],
    isStanding: graph.standing.has(task),
    stage: graph.late.has(task) ? 'finally' : 'main',
    // What a failure sets off has seen it: it does not wait for another.
    runOn: isAfterFailure ? 'always' : graph.rules.get(task),
  };
}

/** Milliseconds, of a task that takes as long as the estimate from its beginning on. */
export function remainingOf(task: TaskState | undefined, estimate: number, now: number): number {
  switch (task?.kind) {
    case 'running':
      return Math.max(0, estimate - (now - task.since));
    case 'backing_off':
      return Math.max(0, task.until - now) + estimate;
    case 'waiting':
    case 'undecided':
    case 'ready':
      return estimate;
    case 'completed':
    case 'failed':
    case 'skipped':
    case 'cancelled':
    case undefined:
      return 0;
  }
}
