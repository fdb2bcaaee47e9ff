import { InternalError, type StepDefinition } from '@codomyrmex/core';
import { GrowingPlan, type Plan, plan, type RunRecord, type TaskSpec } from '@codomyrmex/dag';
import { taskTraits } from '../definition/task-traits.ts';
import { storedDefinition } from './stored-definition.ts';

/**
 * The graph of a run that was planned before: its stored definition names every dependency, references included, so that
 * no plugin and no expression is needed to look at it. Retries are left out: nothing is decided on this plan but ends.
 * What was added to a run that grows comes with its events.
 */
export function storedPlan(record: RunRecord): Plan {
  const { steps, unsealed } = storedDefinition(record);
  const specs = steps.map(taskSpec);
  if (unsealed === true) return new GrowingPlan(specs);
  const result = plan(specs);
  if (result.ok) return result.plan;
  throw new InternalError(`the stored definition of run ${record.id} is no plan: ${result.problems[0]?.message}`, {
    code: 'JOURNAL_CORRUPT',
  });
}

function taskSpec(step: StepDefinition): TaskSpec {
  return { name: step.name, dependencies: step.dependencies ?? [], ...taskTraits(step) };
}
