import type { ResourceRequest } from '@codomyrmex/core';
import {
  courseOf,
  expectedPath,
  initialState,
  type PathWait,
  pathTimes,
  pathTo,
  type RunEvent,
  type RunState,
  type WaitedFor,
} from '@codomyrmex/dag';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { storedDefinition } from '../runtime/stored-definition.ts';
import { storedPlan } from '../runtime/stored-plan.ts';
import { isUnsealed } from '../runtime/unsealed.ts';
import { isLeft, remainingOf } from '../simulation/remaining-time.ts';
import type { StepEstimate } from '../simulation/step-estimates.ts';
import { StoredSteps } from './stored-steps.ts';

/** The chain of steps that determined how long a run took, or, while it goes on, is thought to. Durations are seconds. */
export interface RunPath {
  /** First to last, each begun when the one before had ended, the last of all that it waited for. */
  readonly steps: readonly string[];
  /** What they took, retries included; while the run goes on, with what they are still thought to take. */
  readonly seconds: number;
  /** What the chain stood still for: with `seconds`, the whole time of a run that is over. */
  readonly waits?: readonly RunPathWait[];
  /** Steps to come of whose durations no earlier run tells: they count as nothing. */
  readonly unknown?: readonly string[];
}

export interface RunPathWait {
  /** Who waited; absent after the last step. */
  readonly step?: string;
  readonly seconds: number;
  /** `other`: a slot of the engine, whatever runs beside, the scheduler itself. */
  readonly for: WaitedFor | 'resource';
  /** The step of the same run whose end ended the wait, where that is known. */
  readonly held_by?: string;
  /** What the step asked for, by identifier or type. */
  readonly resources?: readonly string[];
}

export interface RunPathPorts {
  readonly events: readonly RunEvent[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What earlier runs say, by task, of a run without an end. */
  readonly estimates: readonly StepEstimate[] | undefined;
  /** Slots of the engine: those of a run that names no limit. */
  readonly workers: number;
}

/** Linear in tasks, edges and events. */
export function runPath(snapshot: RunPathOf, { events, now, workers, estimates }: RunPathPorts): RunPath {
  const { record, status } = snapshot;
  const course = courseOf(stateBefore(snapshot), events);
  const { state } = course;
  const isOver = state.phase.kind === 'ended';
  const remaining = (task: number): number => {
    const estimate = estimates?.[task];
    return remainingOf(state.tasks[task], estimate?.from.kind === 'run' ? estimate.milliseconds : 0, now);
  };
  const left = expectedPath(state, (task) => (!isOver && isLeft(state, task) ? remaining(task) : undefined));
  const taken = pathTo(course, left.tasks[0] ?? course.last);
  const { mode, max_parallel: maxParallel } = storedDefinition(record);
  const { worked, waits } = pathTimes(stateBefore(snapshot), events, {
    tasks: taken,
    slots: mode === 'sequential' ? 1 : (maxParallel ?? workers),
    until: isOver ? undefined : { at: now, isInterrupted: status === 'interrupted' },
  });
  const unknown = isOver ? [] : unknownSteps(state, estimates);
  const steps = new StoredSteps(record, state.plan);
  const requestsOf = (task: number): readonly ResourceRequest[] => steps.step(task)?.resources ?? [];
  const nameOf = (task: number): string => state.plan.names[task] ?? '';
  return {
    steps: [...taken, ...left.tasks.slice(1)].map(nameOf),
    seconds: seconds(worked + left.duration),
    ...(waits.length > 0 && { waits: waits.map((wait) => waitDocument(wait, requestsOf, nameOf)) }),
    ...(unknown.length > 0 && { unknown: unknown.map(nameOf) }),
  };
}

type RunPathOf = Pick<RunSnapshot, 'record' | 'state' | 'status'>;

/** The run before its first event. What a run grew by comes with its events. */
function stateBefore({ record, state }: RunPathOf): RunState {
  return initialState(isUnsealed(record) ? storedPlan(record) : state.plan, state.onFailure);
}

function unknownSteps(state: RunState, estimates: RunPathPorts['estimates']): readonly number[] {
  return state.tasks.flatMap((_, task) =>
    isLeft(state, task) && estimates?.[task]?.from.kind !== 'run' ? [task] : [],
  );
}

function waitDocument(
  { task, for: why, milliseconds, freedBy }: PathWait,
  requestsOf: (task: number) => readonly ResourceRequest[],
  nameOf: (task: number) => string,
): RunPathWait {
  const wait = { ...(task !== undefined && { step: nameOf(task) }), seconds: seconds(milliseconds) };
  const held = freedBy !== undefined && { held_by: nameOf(freedBy) };
  const asked = task === undefined ? [] : requestsOf(task).map(resourceName);
  if (why !== 'other' || asked.length === 0) return { ...wait, for: why, ...(why === 'slot' && held) };
  // It let go of what was waited for only if it had asked for the same.
  const isShared = freedBy !== undefined && requestsOf(freedBy).some((other) => asked.includes(resourceName(other)));
  return { ...wait, for: 'resource', resources: asked, ...(isShared && held) };
}

const resourceName = ({ identifier, type }: ResourceRequest): string => identifier ?? type;

const seconds = (milliseconds: number): number => milliseconds / 1000;
