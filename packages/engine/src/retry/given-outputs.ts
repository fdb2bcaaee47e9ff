import { type Action, UsageError, whyNotJson } from '@codomyrmex/core';
import { type Output, taskStatus } from '@codomyrmex/dag';
import type { CheckedStep, CheckedWorkflow } from '../definition/checked-workflow.ts';
import { hasItems } from '../definition/step-kind.ts';
import { readOutput } from '../effects/checked-values.ts';
import { storedOutput } from '../runtime/output.ts';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { mainStep } from './retried-step.ts';
import type { RetryOptions } from './retry-options.ts';

/** By task: outputs that stand in for those of the earlier run, each as its action's schema reads it, and stored. */
export async function givenOutputs(
  earlier: RunSnapshot,
  { steps }: CheckedWorkflow,
  { from, outputs = {} }: RetryOptions,
): Promise<ReadonlyMap<number, Output>> {
  const checked: [number, unknown][] = Object.entries(outputs).map(([step, output]) => {
    const task = completedStep(earlier, step, from);
    const action = actionOf(steps[task]);
    return [task, action === undefined ? plain(step, output) : fitting(action, step, output)];
  });
  const given = new Map<number, Output>();
  for (const [task, output] of checked) given.set(task, await storedOutput(earlier.outputs, output));
  return given;
}

function completedStep(earlier: RunSnapshot, step: string, from: string | undefined): number {
  const task = mainStep(earlier, step);
  if (step === from) throw new UsageError(`"${step}" cannot both run again and have its output given`);
  const state = earlier.state.tasks[task];
  if (state?.kind === 'completed') return task;
  const status = state === undefined ? 'unknown' : taskStatus(state);
  throw new UsageError(
    `"${step}" is ${status} in run ${earlier.record.id}: it has no output that another could replace`,
    {
      code: 'STEP_NOT_COMPLETED',
      suggestions: ['A step that did not complete runs again; leave its output out.'],
    },
  );
}

/** What gives the step's output: none where it is made of items, of a workflow, or of a wait. */
function actionOf(step: CheckedStep | undefined): Action | undefined {
  return step?.work.kind === 'action' && !hasItems(step.definition) ? step.work.action : undefined;
}

function plain(step: string, output: unknown): unknown {
  const reason = whyNotJson(output);
  if (reason === undefined) return output;
  throw new UsageError(`the output given for "${step}" is no JSON: ${reason}`, { code: 'INVALID_OUTPUT' });
}

function fitting(action: Action, step: string, output: unknown): unknown {
  const read = readOutput(action, output);
  if (read.ok) return read.output;
  throw new UsageError(`the output given for "${step}" does not fit ${action.id}: ${read.reason}`, {
    code: 'INVALID_OUTPUT',
    details: { step, action: action.id },
    suggestions: [`codomyrmex action show ${action.id} describes its output.`],
  });
}
