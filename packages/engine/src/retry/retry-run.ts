import { type Clock, outerRunId, type RunId, runId, UsageError } from '@codomyrmex/core';
import { createHooks } from '@codomyrmex/core/hooks';
import { planRetry, type RunRetry } from '@codomyrmex/dag';
import type { RunPlan } from '../runtime/run-plan.ts';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { isUnsealed } from '../runtime/unsealed.ts';
import { type PreparedWorkflow, type PreparePorts, prepareWorkflow, runPlanOf } from '../workflows/prepare-run.ts';
import { definitionOf } from '../workflows/read-definition.ts';
import { bounded } from './bounded-outputs.ts';
import { givenOutputs } from './given-outputs.ts';
import { keepingInside } from './keeping-inside.ts';
import { parameterReaders } from './parameter-readers.ts';
import { mainStep } from './retried-step.ts';
import type { RetryOptions } from './retry-options.ts';

export interface RetryPorts {
  readonly preparing: PreparePorts;
  readonly clock: Clock;
  readonly newRunId: () => string;
}

/**
 * A new run of what an earlier one began with, its definition included, that takes over what completed there.
 * @throws UsageError RUN_NOT_ENDED, RUN_GREW, RUN_IN_RUN, NOTHING_TO_RETRY, LATE_STEP, STEP_NOT_COMPLETED or INVALID_OUTPUT ·
 * NotFoundError STEP_NOT_FOUND · DefinitionError when its parameters or what it calls are not there any more.
 */
export async function retryPlan(ports: RetryPorts, earlier: RunSnapshot, options: RetryOptions): Promise<RunPlan> {
  refuseUnlessOver(earlier);
  const prepared = await preparedAgain(ports.preparing, earlier, options);
  const { from } = options;
  const choice = {
    chosen: new Set(from === undefined ? [] : [mainStep(earlier, from)]),
    changed: parameterReaders(prepared, earlier.record.parameters),
    given: await givenOutputs(earlier, prepared.workflow, options),
  };
  const planned = planRetry(earlier.record.id, earlier.state, choice);
  if (isPointless(earlier, planned, options)) throw nothingToRetry(earlier.record.id);
  const keeping = await keepingInside(earlier, prepared.workflow, { choice, retry: planned });
  const retry = await bounded(earlier.outputs, keeping);
  const id = runId(ports.newRunId());
  return { ...runPlanOf(ports.preparing, prepared, { id, createdAt: ports.clock.now() }), retry };
}

/** What was stored has been through the hooks of loading already. */
function preparedAgain(
  ports: PreparePorts,
  { record }: RunSnapshot,
  { parameters, textParameters, reuse }: RetryOptions,
): Promise<PreparedWorkflow> {
  return prepareWorkflow({ ...ports, hooks: createHooks() }, definitionOf(record), {
    parameters: { ...record.parameters, ...parameters },
    textParameters,
    workspace: record.workspace,
    reuse,
  });
}

function refuseUnlessOver({ record, state, status }: RunSnapshot): void {
  const { id } = record;
  if (isUnsealed(record)) {
    throw new UsageError(`the tasks of run ${id} were added one by one: no definition says what to do again`, {
      code: 'RUN_GREW',
      suggestions: ['Add the tasks to a new run.'],
    });
  }
  const outer = outerRunId(id);
  if (outer !== undefined) {
    throw new UsageError(`run ${id} is a step of run ${outer}: it is made again with that one`, {
      code: 'RUN_IN_RUN',
      suggestions: [`codomyrmex run retry ${outer}, with --from and the step's name where the step completed.`],
    });
  }
  if (state.phase.kind === 'ended') return;
  const goesOn = status === 'paused' || status === 'interrupted';
  throw new UsageError(`run ${id} is ${status}: only what has ended can be run again`, {
    code: 'RUN_NOT_ENDED',
    suggestions: [
      goesOn ? `codomyrmex run resume ${id} goes on with it.` : `Wait for its end: codomyrmex run show ${id}.`,
      `Or end it: codomyrmex run cancel ${id}.`,
    ],
  });
}

/** A run that completed is made again only where something of it is to be otherwise. */
function isPointless({ status }: RunSnapshot, { again }: RunRetry, { parameters, outputs }: RetryOptions): boolean {
  const isAsItWas = Object.keys({ ...parameters, ...outputs }).length === 0;
  return again.length === 0 && status === 'completed' && isAsItWas;
}

function nothingToRetry(id: RunId): UsageError {
  return new UsageError(`every step of run ${id} completed: nothing is left to run again`, {
    code: 'NOTHING_TO_RETRY',
    suggestions: [
      `codomyrmex run retry ${id} --from STEP runs a step and all that follows it once more.`,
      `codomyrmex run show ${id} names the steps.`,
    ],
  });
}
