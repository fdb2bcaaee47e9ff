import { DefinitionError, type JsonObject, type RunId, runId, UsageError, type WaitFor } from '@codomyrmex/core';
import { runParameters } from '../definition/run-parameters.ts';
import { hasItems } from '../definition/step-kind.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { findStep } from '../views/find-step.ts';
import { StoredSteps } from '../views/stored-steps.ts';
import { shortly } from '../workflows/invalid-workflow.ts';

type Ports = Pick<Runtime, 'snapshot' | 'ask'>;

/** A step of a run, or, with `/` between, of the run that a step consists of: `release/ship`, `each[3]/ship`. */
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
  const { snapshot, task, name: step } = await findStep(runtime, runId(id), path);
  const { record, state } = snapshot;
  const run = record.id;
  const { kind } = state.tasks[task] ?? { kind: 'unknown' };
  const definition = new StoredSteps(record, state.plan).step(task);
  const asked = definition?.wait_for?.approval;
  const isOfItems = definition !== undefined && hasItems(definition);
  if (asked !== undefined && !isOfItems && kind === 'running') return { run, step, asked };
  throw new UsageError(`step "${step}" of run ${run} cannot be approved or rejected: ${unasked()}`, {
    code: 'NOT_WAITING',
    suggestions: [`codomyrmex run show ${id} tells what its steps wait for.`],
  });

  function unasked(): string {
    if (asked === undefined) return 'it is no step that waits for an approval';
    return isOfItems ? `each of its items waits for itself, such as ${path}[0]` : `it is ${kind} and waits for none`;
  }
}

function formData(step: string, { form }: Waiting['asked'], given: Readonly<Record<string, unknown>>): JsonObject {
  const result = runParameters({ parameters: form ?? {} }, given, { whole: 'the form' });
  if (result.ok) return result.values;
  // They come in the words of a run's parameters.
  const problems = result.problems.map((problem) => ({
    ...problem,
    path: problem.path.replace(/^params\b/, 'data'),
    ...(problem.code === 'missing_parameter' && { suggestion: 'give it with --data' }),
  }));
  throw new DefinitionError(`the form of step "${step}" does not take this: ${shortly(problems)}`, problems, {
    code: 'INVALID_PARAMETERS',
  });
}
