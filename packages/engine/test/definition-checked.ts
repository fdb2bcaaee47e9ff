import { checkWorkflow } from '../src/definition/check-workflow.ts';
import type { CheckedWorkflow } from '../src/definition/checked-workflow.ts';
import { parseWorkflow } from '../src/definition/parse-workflow.ts';
import { readSource } from '../src/definition/read-source.ts';
import { catalog } from './definition-actions.ts';

export function check(text: string, givenParameters?: readonly string[]) {
  const file = 'wf.yaml';
  const source = readSource(text, file);
  if (!source.ok) throw new Error(JSON.stringify(source.problems));
  const { places } = source;
  const parsed = parseWorkflow(source.data, { file, places });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return checkWorkflow(parsed.definition, { catalog, places, file, givenParameters });
}

export function problemsOf(text: string, givenParameters?: readonly string[]) {
  const result = check(text, givenParameters);
  return result.ok
    ? []
    : result.problems.map(({ code, path, line, column, suggestion }) => [`${line}:${column}`, code, path, suggestion]);
}

export function checked(text: string, givenParameters?: readonly string[]): CheckedWorkflow {
  const result = check(text, givenParameters);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
  return result.workflow;
}

export const dependenciesOf = ({ plan }: CheckedWorkflow, task: number): readonly string[] =>
  Array.from(
    plan.dependencies.subarray(plan.dependencyStart[task], plan.dependencyStart[task + 1]),
    (index) => plan.names[index] ?? '',
  );
