import { planRetry, type RunRetry } from '@codomyrmex/dag';
import { canonicalJson } from '../cache/canonical-json.ts';
import type { CheckedStep } from '../definition/checked-workflow.ts';
import type { RunPlan } from '../runtime/run-plan.ts';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { bounded } from './bounded-outputs.ts';
import { earlierRun, type KeptPorts } from './earlier-run.ts';
import { keepingInside } from './keeping-inside.ts';
import { nothingElse } from './nothing-else.ts';

/** A run of a workflow in another that is to begin. */
interface Beginning {
  readonly plan: Pick<RunPlan, 'record' | 'plan'>;
  readonly steps: readonly CheckedStep[];
}

/**
 * What a run of a workflow takes over of an earlier one, and the runs in it of theirs; nothing where that is gone, or cannot be read, or
 * was given something else: then all of it is done.
 */
export async function keptSteps(
  ports: KeptPorts,
  earlier: string,
  { plan, steps }: Beginning,
): Promise<RunRetry | undefined> {
  const found = await earlierRun(ports, earlier, 'steps');
  if (found === undefined || !isSame(found, plan)) return undefined;
  const planned = planRetry(earlier, found.state, nothingElse);
  const retry = await keepingInside(found, { steps }, { choice: nothingElse, retry: planned });
  const isAnew = retry.carried.length === 0 && retry.again.every(({ keeps }) => keeps === undefined);
  return isAnew ? undefined : bounded(ports.outputs, retry);
}

/** The definition is: a retry has that of the run that it makes again. */
function isSame({ record, state }: RunSnapshot, { record: now, plan }: Beginning['plan']): boolean {
  if (state.plan.size !== plan.size || record.workspace !== now.workspace) return false;
  return canonicalJson(record.parameters) === canonicalJson(now.parameters);
}
