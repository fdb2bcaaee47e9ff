import { priorityRank, type StepDefinition } from '@codomyrmex/core';
import type { TaskSpec } from '@codomyrmex/dag';

/** What of a step decides how its run goes, beside its dependencies and retries: needed also to read a stored run. */
export function taskTraits(step: StepDefinition): Omit<TaskSpec, 'name' | 'dependencies' | 'retry'> {
  return {
    priority: priorityRank[step.priority],
    runOn: step.run_on,
    isConditional: step.when !== undefined,
    isOptional: !step.required,
    isTimed: step.timeouts?.total !== undefined,
  };
}
