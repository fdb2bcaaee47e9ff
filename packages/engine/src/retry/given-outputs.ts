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
    return [task, readAs(steps[task], step, output)];
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

/** What a workflow or a wait gives has no schema. */
function readAs(checked: CheckedStep | undefined, step: string, output: unknown): unknown {
  const action = checked?.work.kind === 'action' ? checked.work.action : undefined;
  if (checked === undefined || !hasItems(checked.definition)) return readOne(action, step, output);
  if (Array.isArray(output)) {
    return output.map((item, index) => (item === null ? null : readOne(action, `${step}[${index}]`, item)));
  }
  throw new UsageError(`the output given for "${step}" is no list: it has one entry for each item, in order`, {
    code: 'INVALID_OUTPUT',
    suggestions: ['An item that left no output has null.'],
  });
}

const readOne = (action: Action | undefined, step: string, output: unknown): unknown =>
  action === undefined ? plain(step, output) : fitting(action, step, output);

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
