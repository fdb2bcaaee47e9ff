import type { MatrixDefinition, StepDefinition, WaitFor } from '@codomyrmex/core';
import type { CheckedStep } from '../definition/checked-workflow.ts';
import { combinations } from '../definition/matrix.ts';

/** What a step is beside one call of an action, in few words: `for each of 4 items, workflow release`; `undefined` for nothing. */
export function stepSummary({ definition, work }: Pick<CheckedStep, 'definition' | 'work'>): string | undefined {
  return work.kind === 'undo' ? `undoes workflow ${work.workflow.definition.name}` : summaryOf(definition);
}

function summaryOf({ foreach, matrix, workflow, repeat, wait_for: wait }: StepDefinition): string | undefined {
  const parts = [
    ...(foreach === undefined ? [] : [forEach(Array.isArray(foreach) ? foreach.length : undefined)]),
    ...(matrix === undefined ? [] : [forEach(combinationCount(matrix))]),
    ...(workflow === undefined ? [] : [`workflow ${workflow}`]),
    ...(wait === undefined ? [] : [waitSummary(wait)]),
    ...(repeat === undefined ? [] : [`again until ${repeat.until}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

const forEach = (count: number | undefined): string =>
  count === undefined ? 'for each item' : `for each of ${count} items`;

/** `undefined` where an axis is an expression. */
function combinationCount(matrix: MatrixDefinition): number | undefined {
  return Object.values(matrix).some((axis) => typeof axis === 'string') ? undefined : combinations(matrix).length;
}

function waitSummary({ seconds, until, signal, approval }: WaitFor): string {
  if (seconds !== undefined) return `waits ${seconds} s`;
  if (until !== undefined) return `waits until ${until}`;
  return signal === undefined ? `waits for approval: ${approval?.prompt ?? ''}` : `waits for signal ${signal}`;
}
