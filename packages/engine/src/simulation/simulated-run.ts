import type { Action, OrchestrationMode, ResourceRequest, RunId, SuccessRule } from '@codomyrmex/core';
import type { Plan } from '@codomyrmex/dag';
import type { ResourceDefinition } from '@codomyrmex/resources';
import * as z from 'zod';
import type { RunPlan, TaskWork } from '../runtime/run-plan.ts';
import { sharedWith } from '../runtime/shared-with.ts';

/** The tasks of a run that is simulated, or of one in it. */
export interface SimulatedTasks {
  readonly plan: Plan;
  /** By task index: what it needs beside its slot. Tasks that need the same may share one array. */
  readonly requests: readonly (readonly ResourceRequest[])[];
  /** By task index, in milliseconds: how long it holds what it needs. */
  readonly durations: readonly number[];
  /** By task index, of those that consist of runs: what goes on in them, instead of a duration. */
  readonly inner?: ReadonlyMap<number, SimulatedTasks> | undefined;
  /** Whether they are many of one kind, of which no one is looked at. */
  readonly areItems?: boolean | undefined;
  /** Of items: how many of them must complete; all of them unless given. */
  readonly success?: SuccessRule | undefined;
  readonly mode: OrchestrationMode;
  readonly maxParallel: number;
  /** Milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** What is simulated. */
export interface SimulatedRun extends SimulatedTasks {
  /** What there is, the slots of the engine (`workers`) included. */
  readonly resources: readonly ResourceDefinition[];
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

/** As the run loop takes it; in another it takes a slot of that one beside each of its own. */
export function simulatedPlan(tasks: SimulatedTasks, id: RunId, outer: RunPlan | undefined): RunPlan {
  const { plan, requests, mode, maxParallel, timeoutMs } = tasks;
  return {
    record: { id, workflow: id, definition: {}, parameters: {}, workspace: '/', createdAt: 0 },
    plan,
    works: requests.map(workOf),
    mode,
    maxParallel,
    timeoutMs,
    onFailure: 'continue',
    ...(outer !== undefined && sharedWith(outer)),
  };
}

function workOf(requests: readonly ResourceRequest[]): TaskWork {
  return {
    kind: 'action',
    action: sleep,
    entry: '',
    parameters: { isConstant: true, evaluate: () => null },
    reads: [],
    condition: { template: { evaluate: () => ({ when: true }) }, reads: [] },
    requests,
  };
}
