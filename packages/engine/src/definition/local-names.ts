import type { StepDefinition } from '@codomyrmex/core';
import type { JsonSchema } from './json-schema-members.ts';
import { axesOf } from './matrix.ts';
import type { LocalNames } from './target.ts';

const nothing: LocalNames = new Map();
const index: JsonSchema = { type: 'integer' };

export const noLocals = (): LocalNames => nothing;

/** Names that a step's work has beside the workflow's: of its item, or of its round. */
export function workLocals({ foreach, matrix, repeat }: StepDefinition): LocalNames {
  if (foreach !== undefined) {
    return new Map<string, JsonSchema>([
      ['item', true],
      ['index', index],
    ]);
  }
  if (matrix !== undefined) {
    return new Map<string, JsonSchema>([
      ['matrix', combinationSchema(matrix)],
      ['index', index],
    ]);
  }
  return repeat === undefined ? nothing : new Map([['index', index]]);
}

/** What `until` sees beside: what the work gave this time. */
export function untilLocals(step: StepDefinition, output: JsonSchema): LocalNames {
  return new Map([...workLocals(step), ['output', output]]);
}

/** Expressions may stand for the included combinations: then their names are not known. */
function combinationSchema(matrix: NonNullable<StepDefinition['matrix']>): JsonSchema {
  const names = [...axesOf(matrix), ...(matrix.include ?? []).flatMap((entry) => Object.keys(entry))];
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, true])),
    additionalProperties: false,
  };
}
