import { actionOf, type DraftStep, type Rule } from '../draft.ts';
import type { Fault } from '../fault.ts';

/** Told to the author and in the plan; the workflow is as valid as before. */
export const deprecatedActions: Rule = ({ steps }) => steps.flatMap(warningsOf);

function warningsOf(step: DraftStep): readonly Fault[] {
  const action = actionOf(step);
  if (action?.deprecated === undefined) return [];
  const { since, use } = action.deprecated;
  return [
    {
      code: 'deprecated_action',
      message: `${action.id} is deprecated since ${action.module} ${since}`,
      path: [...step.base, 'action'],
      suggestion: use === undefined ? `codomyrmex action list --module ${action.module}` : `use ${use} instead`,
    },
  ];
}
