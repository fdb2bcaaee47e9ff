import { priorityRank } from '@codomyrmex/core';
import type { TaskSpec } from '@codomyrmex/dag';
import type { PlannedStep } from './planned-steps.ts';
import { hasItems, isStanding } from './step-kind.ts';

/** What of a step decides how its run goes, beside its dependencies and retries: needed also to read a stored run. */
export function taskTraits({
  definition: step,
  stage,
  undoes,
}: Pick<PlannedStep, 'definition' | 'stage' | 'undoes'>): Omit<TaskSpec, 'name' | 'dependencies' | 'retry'> {
  return {
    priority: priorityRank[step.priority],
    runOn: step.run_on,
    isConditional: step.when !== undefined,
    isOptional: step.required === false,
    isTimed: step.timeouts?.total !== undefined && !hasItems(step) && step.wait_for === undefined,
    isStanding: isStanding(step),
    stage,
    ...(undoes !== undefined && { undoes }),
  };
}
