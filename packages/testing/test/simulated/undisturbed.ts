import type { WrittenWorkflow } from '@codomyrmex/core';
import type { SimulationPlan } from './plan.ts';
import { type SimulatedRun, type SimulationOutcome, simulate } from './simulate.ts';

/** What is wrong with how runs ended, against runs of the same workflows that nothing disturbed; empty when nothing is. */
export async function otherThanUndisturbed(
  plan: SimulationPlan,
  { runs }: SimulationOutcome,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const [index, workflow] of plan.workflows.entries()) {
    const disturbed = runs.filter(({ isWhole, workflow: name }) => isWhole && name === workflow.name);
    if (disturbed.length === 0 || !isTimeless(workflow)) continue;
    const quiet: SimulationPlan = { ...plan, schedules: [], happenings: [{ at: 0, do: 'run', workflows: [index] }] };
    const [alone] = (await simulate(quiet, { ends: true })).runs;
    for (const run of disturbed) {
      if (alone !== undefined && !isSame(run, alone)) {
        wrong.push(`a run of ${run.workflow} ended as ${told(run)}, and undisturbed as ${told(alone)}`);
      }
    }
  }
  return wrong;
}

/** Whether its end is the same however long its steps take and in whatever order they are done. */
function isTimeless({ timeout, on_failure: onFailure = 'continue', steps }: WrittenWorkflow): boolean {
  return timeout === undefined && onFailure === 'continue' && steps.every((step) => step.timeouts === undefined);
}

const isSame = (one: SimulatedRun, other: SimulatedRun): boolean => told(one) === told(other);

const told = ({ status, ends }: SimulatedRun): string =>
  `${status} (${Object.entries(ends)
    .map(([name, end]) => `${name} ${end}`)
    .join(', ')})`;
