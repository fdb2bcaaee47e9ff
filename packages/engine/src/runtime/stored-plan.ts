import { InternalError } from '@codomyrmex/core';
import { GrowingPlan, type Plan, plan, type RunRecord, type TaskSpec } from '@codomyrmex/dag';
import { chained, type PlannedStep, plannedSteps } from '../definition/planned-steps.ts';
import { taskTraits } from '../definition/task-traits.ts';
import { storedDefinition } from './stored-definition.ts';

/**
 * The graph of a run that was planned before: its stored definition names every dependency, references included, so that
 * no plugin and no expression is needed to look at it. Retries are left out: nothing is decided on this plan but ends.
 * What was added to a run that grows comes with its events.
 */
export function storedPlan(record: RunRecord): Plan {
  const definition = storedDefinition(record);
  const specs = chained(plannedSteps(definition).map(taskSpec));
  if (definition.unsealed === true) return new GrowingPlan(specs);
  const result = plan(specs);
  if (result.ok) return result.plan;
  throw new InternalError(`the stored definition of run ${record.id} is no plan: ${result.problems[0]?.message}`, {
    code: 'JOURNAL_CORRUPT',
  });
}

function taskSpec(step: PlannedStep): TaskSpec {
  const { name, dependencies } = step.definition;
  return { name, dependencies: dependencies ?? [], ...taskTraits(step) };
}
