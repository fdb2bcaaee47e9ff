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
      ['item', Array.isArray(foreach) ? schemaOfOne(foreach) : true],
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
  const { include = [], exclude: _out, ...axes } = matrix;
  const names = new Set([...axesOf(matrix), ...include.flatMap((entry) => Object.keys(entry))]);
  const valuesOf = (name: string): JsonSchema => {
    const values = Object.hasOwn(axes, name) ? axes[name] : [];
    if (!Array.isArray(values)) return true;
    return schemaOfOne([...values, ...include.flatMap((entry) => (Object.hasOwn(entry, name) ? [entry[name]] : []))]);
  };
  return {
    type: 'object',
    properties: Object.fromEntries(Array.from(names, (name) => [name, valuesOf(name)])),
    additionalProperties: false,
  };
}

/** Any of these values, where all of them are written out and have no members. */
function schemaOfOne(values: readonly unknown[]): JsonSchema {
  const isPlain = (value: unknown): boolean =>
    typeof value === 'string' ? !value.includes('{{') : typeof value === 'number' || typeof value === 'boolean';
  return values.every(isPlain) ? { enum: values } : true;
}
