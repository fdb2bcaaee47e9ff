import type * as z from 'zod';
import { actionOf, type DraftStep, type Rule } from '../draft.ts';
import type { Fault } from '../fault.ts';
import { jsonSchemaOf } from '../json-schema-members.ts';
import type { Path } from '../places.ts';
import { pathOf, schemaFaults } from '../schema-faults.ts';

/**
 * What is written out in a step's parameters is what its action takes. Values that hold expressions are checked when the
 * step runs; that they are there, and that nothing unknown is, is checked here too.
 */
export const literalParameters: Rule = ({ steps }) => steps.flatMap(faultsOf);

const codes: Readonly<Record<string, string>> = {
  unknown_key: 'unknown_parameter',
  missing_key: 'missing_parameter',
  wrong_type: 'invalid_parameter',
  invalid_value: 'invalid_parameter',
};

function faultsOf(step: DraftStep): readonly Fault[] {
  const action = actionOf(step);
  if (action === undefined || step.template === undefined) return [];
  const literals = step.template.literals();
  const base = [...step.base, 'parameters'];
  const checked = check(action.input, literals);
  const { expressions } = step.template;
  if (checked instanceof Error) {
    if (expressions.length > 0) return []; // it may only be that their values are not there yet
    return [
      {
        code: 'invalid_parameter',
        message: `${action.id} cannot check its parameters: ${checked.message}`,
        path: base,
      },
    ];
  }
  const issues = certain(checked, [], expressions);
  return schemaFaults(issues, literals, {
    schema: () => jsonSchemaOf(action.input, 'input'),
    base,
    whole: `the parameters of ${action.id}`,
  }).map((fault) => ({ ...fault, code: codes[fault.code] ?? fault.code }));
}

type Issue = z.core.$ZodIssue;

/** An action's schema may run code of its plugin. */
function check(input: z.ZodType, literals: unknown): readonly Issue[] | Error {
  try {
    const result = input.safeParse(literals);
    return result.success ? [] : result.error.issues;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The issues that no value of the expressions can mend. */
function certain(issues: readonly Issue[], above: Path, expressions: readonly Path[]): readonly Issue[] {
  return issues.flatMap((issue): Issue[] => {
    const path = [...above, ...pathOf(issue.path)];
    if (expressions.some((expression) => isWithin(path, expression))) return [];
    if (!expressions.some((expression) => isWithin(expression, path))) return [issue];
    if (issue.code === 'custom') return [];
    if (issue.code !== 'invalid_union' || issue.inclusive === false) return [issue];
    const errors = issue.errors.map((branch) => [...certain(branch, path, expressions)]);
    return errors.every((branch) => branch.length > 0) && errors.length > 0 ? [{ ...issue, errors }] : [];
  });
}

function isWithin(path: Path, above: Path): boolean {
  return above.every((segment, index) => path[index] === segment);
}
