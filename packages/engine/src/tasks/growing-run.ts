import { type JsonObject, type OrchestrationMode, type RunId, taskSchema } from '@codomyrmex/core';
import { GrowingPlan, type RunEvent, type RunRecord } from '@codomyrmex/dag';
import type { RunPlan, RunSession, TaskWork } from '../runtime/run-plan.ts';
import { storedDefinition } from '../runtime/stored-definition.ts';
import { invalidTask, type TaskWorks } from './task-works.ts';

export interface GrowingRun {
  readonly id: RunId;
  /** Shown as the run's workflow. */
  readonly name: string;
  /** Absolute path of the folder that the tasks work on. */
  readonly workspace: string;
  readonly maxParallel: number;
  readonly createdAt: number;
  readonly session?: RunSession | undefined;
}

const MODE: OrchestrationMode = 'priority';

/** A run that begins without tasks and takes them until it is sealed. */
export function growingRun({ id, name, workspace, maxParallel, createdAt, session }: GrowingRun): RunPlan {
  const definition: JsonObject = {
    name,
    mode: MODE,
    max_parallel: maxParallel,
    on_failure: 'continue',
    unsealed: true,
    steps: [],
  };
  const record: RunRecord = { id, workflow: name, definition, parameters: {}, workspace, createdAt };
  return { record, plan: new GrowingPlan(), works: [], mode: MODE, maxParallel, onFailure: 'continue', session };
}

/** The same run out of its journal: what its tasks do is made of their written forms, and their plugins load when they run. */
export function storedGrowingRun(record: RunRecord, events: readonly RunEvent[], works: TaskWorks): RunPlan {
  const { mode, max_parallel: maxParallel = 1, on_failure: onFailure } = storedDefinition(record);
  const added = events.flatMap((event) => (event.type === 'tasks_added' ? event.tasks : []));
  return {
    record,
    plan: new GrowingPlan(),
    works: added.map(({ written }) => storedWork(written, works)),
    mode,
    maxParallel,
    onFailure,
  };
}

function storedWork(written: JsonObject, works: TaskWorks): TaskWork {
  const step = taskSchema.parse(written.step);
  const made = works.later(step);
  if (made.ok) return made.work;
  throw invalidTask(step.name, made.problems);
}
