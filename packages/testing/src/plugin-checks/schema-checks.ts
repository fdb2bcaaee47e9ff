import type { Action } from '@codomyrmex/core';
import * as z from 'zod';
import { type Check, ofEachAction } from './check.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What the schemas of an action must hold to, so that it can be used by who has only its manifest. */
export const schemaChecks: readonly Check[] = [
  ofEachAction('schemas have a form in JSON', (action) => {
    for (const io of ['input', 'output'] as const) {
      const made = schemaOf(action, io);
      if (typeof made === 'string') return `has an ${io} that cannot be told in JSON Schema: ${made}`;
    }
    return undefined;
  }),
  ofEachAction('schemas read from JSON hold examples', (action) => {
    const written = schemaOf(action, 'input');
    if (typeof written === 'string') return undefined;
    const read = z.fromJSONSchema(written);
    const wrong = action.examples?.find(({ input }) => !read.safeParse(input).success);
    return wrong === undefined ? undefined : `refuses its example "${wrong.title}" by its JSON Schema`;
  }),
  ofEachAction('parameters are a record', (action) => {
    const written = schemaOf(action, 'input');
    if (typeof written === 'string') return undefined;
    const forms = written.anyOf ?? written.oneOf ?? written.allOf ?? [written];
    return forms.every((form) => typeof form === 'object' && (form.type === 'object' || form.$ref !== undefined))
      ? undefined
      : 'has an input that is no record of parameters';
  }),
  ofEachAction('every parameter says what it is for', (action) => {
    const mute = parametersOf(action).filter(
      ([, schema]) => typeof schema === 'object' && schema.description === undefined,
    );
    return mute.length === 0 ? undefined : `does not describe ${mute.map(([name]) => name).join(', ')}`;
  }),
  ofEachAction('parameters are written in snake_case', (action) => {
    const odd = parametersOf(action).filter(([name]) => !/^[a-z][a-z0-9_]*$/.test(name));
    return odd.length === 0 ? undefined : `has the parameters ${odd.map(([name]) => name).join(', ')}`;
  }),
  ofEachAction('what is no parameter is refused', (action) =>
    action.input.safeParse({ surely_no_parameter_of_it: 1 }).success && !takesAnything(action)
      ? 'takes a parameter that it does not have: use z.strictObject'
      : undefined,
  ),
  ofEachAction('no parameters of another kind are taken', ({ input }) => {
    const wrong = [7, 'text', null, true].filter((value) => input.safeParse(value).success);
    return wrong.length === 0
      ? undefined
      : `takes ${wrong.map((value) => JSON.stringify(value)).join(', ')} for its parameters`;
  }),
];

function parametersOf(action: Action): readonly [string, JsonSchema | boolean][] {
  const written = schemaOf(action, 'input');
  return typeof written === 'string' ? [] : Object.entries(written.properties ?? {});
}

/** Some take any names on purpose, and say so in their schema. */
function takesAnything(action: Action): boolean {
  const written = schemaOf(action, 'input');
  return (
    typeof written === 'object' &&
    (written.additionalProperties === undefined
      ? written.properties === undefined
      : written.additionalProperties !== false)
  );
}

/** Why there is none, as a text. */
function schemaOf(action: Action, io: 'input' | 'output'): JsonSchema | string {
  try {
    return z.toJSONSchema(action[io], { target: 'draft-7', io });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
