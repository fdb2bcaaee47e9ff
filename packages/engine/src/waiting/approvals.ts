import {
  DefinitionError,
  didYouMean,
  innerRunId,
  type JsonObject,
  NotFoundError,
  type RunId,
  runId,
  UsageError,
  type WaitFor,
} from '@codomyrmex/core';
import { runParameters } from '../definition/run-parameters.ts';
import type { RunSnapshot, Runtime } from '../runtime/runtime.ts';
import { attemptsOf } from '../runtime/upstream-scope.ts';
import { StoredSteps } from '../views/stored-steps.ts';
import { shortly } from '../workflows/invalid-workflow.ts';

type Ports = Pick<Runtime, 'snapshot' | 'ask'>;

/** A step of a run, or, with `/` between, of the run that a step consists of: `release/ship`, `each/3/ship`. */
export interface Approval {
  readonly run: string;
  readonly step: string;
}

/**
 * Says yes to a step that waits for it, with what its form asks for.
 * @throws NotFoundError RUN_NOT_FOUND, STEP_NOT_FOUND · DefinitionError INVALID_PARAMETERS with everything that the form does not
 *   take · UsageError NOT_WAITING.
 */
export async function approve(
  runtime: Ports,
  approval: Approval,
  given: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { run, step, asked } = await waiting(runtime, approval);
  const data = formData(step, asked, given);
  await runtime.ask(run, { kind: 'approve', step, data });
}

/** Says no. @throws the same as {@link approve}. */
export async function reject(runtime: Ports, approval: Approval, reason: string): Promise<void> {
  const { run, step } = await waiting(runtime, approval);
  await runtime.ask(run, { kind: 'reject', step, reason });
}

interface Waiting {
  readonly run: RunId;
  readonly step: string;
  readonly asked: NonNullable<WaitFor['approval']>;
}

async function waiting(runtime: Ports, { run: id, step: path }: Approval): Promise<Waiting> {
  const names = path.split('/');
  const step = names.pop() ?? '';
  let run = runId(id);
  for (const name of names) run = await within(runtime, run, name);
  const { record, state } = await found(runtime, run);
  const task = taskOf({ record, state }, step);
  const definition = new StoredSteps(record, state.plan).step(task);
  const asked = definition?.wait_for?.approval;
  if (asked !== undefined && state.tasks[task]?.kind === 'running') return { run, step, asked };
  const why =
    asked === undefined
      ? 'it is no step that waits for an approval'
      : `it is ${state.tasks[task]?.kind ?? 'unknown'} and waits for none`;
  throw new UsageError(`step "${step}" of run ${run} cannot be approved or rejected: ${why}`, {
    code: 'NOT_WAITING',
    suggestions: [`codomyrmex run show ${run} tells what its steps wait for.`],
  });
}

/** The run that the newest attempt of a step consists of. */
async function within(runtime: Ports, run: RunId, step: string): Promise<RunId> {
  const { record, state } = await found(runtime, run);
  const current = state.tasks[taskOf({ record, state }, step)];
  return innerRunId(run, step, Math.max(1, current === undefined ? 1 : attemptsOf(current)));
}

async function found(runtime: Ports, run: RunId): Promise<RunSnapshot> {
  const snapshot = await runtime.snapshot(run);
  if (snapshot !== undefined) return snapshot;
  throw new NotFoundError(`there is no run ${run}`, { code: 'RUN_NOT_FOUND' });
}

function taskOf({ record, state }: Pick<RunSnapshot, 'record' | 'state'>, step: string): number {
  const task = state.plan.indices.get(step);
  if (task !== undefined) return task;
  const meant = didYouMean(step, state.plan.names);
  throw new NotFoundError(`run ${record.id} has no step "${step}"`, {
    code: 'STEP_NOT_FOUND',
    suggestions: meant === undefined ? [] : [meant],
  });
}

function formData(step: string, { form }: Waiting['asked'], given: Readonly<Record<string, unknown>>): JsonObject {
  const result = runParameters({ parameters: form ?? {} }, given, { whole: 'the form' });
  if (result.ok) return result.values;
  throw new DefinitionError(
    `the form of step "${step}" does not take this: ${shortly(result.problems)}`,
    result.problems,
    {
      code: 'INVALID_PARAMETERS',
    },
  );
}
