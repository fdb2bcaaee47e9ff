import type { StepDefinition } from '@codomyrmex/core';
import type { TaskSpec } from '@codomyrmex/dag';
import { retryPolicy } from './retry-policy.ts';
import { taskTraits } from './task-traits.ts';

/** How the run of each item goes, by what is done for one. */
export function itemTraits(item: StepDefinition): Omit<TaskSpec, 'name' | 'dependencies'> {
  const retry = retryPolicy(item, new Map());
  return { ...taskTraits({ definition: item, stage: 'main' }), ...(retry !== undefined && { retry }) };
}
