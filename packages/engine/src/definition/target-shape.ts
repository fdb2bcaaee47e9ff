import { runMembers } from '../expression/scope.ts';
import type { Draft } from './draft.ts';
import type { JsonSchema } from './json-schema-members.ts';
import { documentSchema } from './step-document.ts';
import type { Target } from './target.ts';

/** What is known of the data that a reference means. */
export interface Shape {
  /** How messages call it. */
  readonly name: string;
  readonly schema: JsonSchema;
}

const text: JsonSchema = { type: 'string' };

const runSchema: JsonSchema = {
  type: 'object',
  properties: Object.fromEntries(runMembers.map((member) => [member, text])),
  additionalProperties: false,
};

const failuresSchema: JsonSchema = {
  type: 'array',
  items: { type: 'object', properties: { step: text, error: text, error_code: text }, additionalProperties: false },
};

/** Nothing where it is not known what is meant, or it is all parameters. */
export function shapeOf(target: Target, draft: Draft): Shape | undefined {
  switch (target.kind) {
    case 'run':
      return { name: 'run', schema: runSchema };
    case 'failures':
      return { name: 'failures', schema: failuresSchema };
    case 'parameter':
      return { name: target.parameter, schema: draft.parameters.get(target.parameter) ?? true };
    case 'step': {
      const step = draft.steps[target.index];
      return step === undefined ? undefined : { name: step.definition.name, schema: documentSchema(step, draft) };
    }
    case 'local':
      return target;
    case 'parameters':
    case 'ambiguous':
    case 'reserved':
    case 'unknown':
      return undefined;
  }
}
