import { outerRunId, type RunId, type StepDefinition, stepOfInner, type WaitFor } from '@codomyrmex/core';
import type { TaskState } from '@codomyrmex/dag';
import { tasksRead } from '../definition/check-task.ts';
import { deadlineOf, hasItems } from '../definition/step-kind.ts';
import { writtenTime } from '../definition/written-time.ts';
import { compileParameters } from '../expression/parameters-template.ts';
import { type ItemLocals, itemsOf } from '../runtime/items-run.ts';
import type { RunSnapshot, Runtime } from '../runtime/runtime.ts';
import { UpstreamScope } from '../runtime/upstream-scope.ts';
import { StoredSteps } from './stored-steps.ts';

/** What a running step waits for. Times are milliseconds since the epoch. */
export interface StepWait {
  /** With the values of its expressions, as far as they can be evaluated again. */
  readonly for: WaitFor;
  /** When the time comes that it waits for. */
  readonly until?: number;
  /** When it gives up. */
  readonly deadline?: number;
}

/** What its expressions see: the run that it is written for, and, of an item, what it is. */
export interface WaitScope {
  readonly snapshot: Pick<RunSnapshot, 'record' | 'state' | 'outputs'>;
  readonly locals?: ItemLocals | undefined;
}

/** `undefined` for a step that waits for nothing, or not now. */
export async function stepWait(
  step: Pick<StepDefinition, 'wait_for' | 'deadline'>,
  task: TaskState | undefined,
  scope: WaitScope,
): Promise<StepWait | undefined> {
  const { wait_for: written } = step;
  if (written === undefined || task?.kind !== 'running') return undefined;
  const wait = (await evaluated(written, scope)) as WaitFor; // the schema of a step sees to its form
  const until = endOf(wait, task.since);
  const limit = deadlineOf(step);
  return {
    for: wait,
    ...(until !== undefined && { until }),
    ...(limit !== undefined && { deadline: task.since + limit * 1000 }),
  };
}

function endOf({ seconds, until }: WaitFor, since: number): number | undefined {
  const at = typeof seconds === 'number' ? since + seconds * 1000 : writtenTime(until ?? '');
  return at !== undefined && Number.isFinite(at) ? at : undefined;
}

/** As it is written where its expressions cannot be evaluated. */
async function evaluated(written: unknown, { snapshot, locals }: WaitScope): Promise<unknown> {
  const compiled = compileParameters(written);
  if (!compiled.ok || compiled.template.isConstant) return written;
  try {
    const scope = await upstreamOf(snapshot).scopeOf(tasksRead(compiled.template.references));
    return compiled.template.evaluate({ ...scope, locals });
  } catch {
    return written;
  }
}

/** The items of a step as its run has them; none where they cannot be evaluated. */
export async function itemLocals(
  snapshot: WaitScope['snapshot'],
  { foreach, matrix }: Pick<StepDefinition, 'foreach' | 'matrix'>,
): Promise<readonly ItemLocals[]> {
  const compiled = compileParameters(foreach === undefined ? { matrix } : { foreach });
  if (!compiled.ok) return [];
  const { template } = compiled;
  try {
    return await itemsOf({ items: template, reads: tasksRead(template.references) }, upstreamOf(snapshot));
  } catch {
    return [];
  }
}

/** The same for a task of any run, also for an item of a step. */
export async function waitOf(
  runtime: Pick<Runtime, 'snapshot'>,
  run: RunId,
  task: number,
): Promise<StepWait | undefined> {
  const snapshot = await runtime.snapshot(run);
  if (snapshot === undefined) return undefined;
  const { record, state } = snapshot;
  const step = new StoredSteps(record, state.plan).step(task);
  if (step === undefined) return undefined;
  const outer = record.definition.items === undefined ? undefined : outerRunId(run);
  if (outer === undefined) return stepWait(step, state.tasks[task], { snapshot });
  const around = await runtime.snapshot(outer);
  const whole = around?.state.plan.indices.get(stepOfInner(run));
  if (around === undefined || whole === undefined) return stepWait(step, state.tasks[task], { snapshot });
  const many = new StoredSteps(around.record, around.state.plan).step(whole);
  const items = many !== undefined && hasItems(many) ? await itemLocals(around, many) : [];
  return stepWait(step, state.tasks[task], { snapshot: around, locals: items[task] });
}

function upstreamOf({ record, state, outputs }: WaitScope['snapshot']): UpstreamScope {
  return new UpstreamScope({ record, plan: state.plan }, () => state, outputs);
}
