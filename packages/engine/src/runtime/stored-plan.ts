import { InternalError, priorityRank, workflowDefinitionSchema } from '@codomyrmex/core';
import { type Plan, plan, type RunRecord } from '@codomyrmex/dag';

/**
 * The graph of a run that was planned before: its stored definition names every dependency, references included, so that
 * no plugin and no expression is needed to look at it. Retries are left out: nothing is decided on this plan but ends.
 */
export function storedPlan(record: RunRecord): Plan {
  const definition = workflowDefinitionSchema.parse(record.definition);
  const result = plan(
    definition.steps.map((step) => ({
      name: step.name,
      dependencies: step.dependencies ?? [],
      priority: priorityRank[step.priority],
      runOn: step.run_on,
    })),
  );
  if (result.ok) return result.plan;
  throw new InternalError(`the stored definition of run ${record.id} is no plan: ${result.problems[0]?.message}`, {
    code: 'JOURNAL_CORRUPT',
  });
}
