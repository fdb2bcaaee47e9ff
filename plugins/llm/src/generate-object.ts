import { ActionError, defineAction } from '@codomyrmex/core';
import {
  answerFacts,
  answerShape,
  completeObject,
  configuration,
  questionShape,
  secretNames,
  text,
} from '@codomyrmex/language-models';
import * as z from 'zod';

const MAX_SCHEMA = 100_000;

export const generateObject = defineAction({
  title: 'Have a language model fill a form',
  description: 'Gives the answer of the configured model as a value that fits a JSON Schema, or fails.',
  input: z.strictObject({
    prompt: text.meta({ description: 'What the model is asked, with all that it needs for the object.' }),
    schema: z
      .record(z.string(), z.unknown())
      .refine((schema) => JSON.stringify(schema).length <= MAX_SCHEMA, `at most ${MAX_SCHEMA} characters`)
      .meta({ description: 'A JSON Schema of an object.' }),
    ...questionShape,
  }),
  output: z.object({ object: z.unknown(), ...answerShape }),
  config: configuration,
  effects: ['net', 'secrets'],
  secrets: secretNames,
  idempotent: true,
  timeout: 600,
  examples: [
    {
      title: 'A mood',
      input: {
        prompt: 'What is the mood of: …',
        schema: { type: 'object', properties: { mood: { enum: ['good', 'bad'] } }, required: ['mood'] },
      },
    },
  ],
  async run(context, { prompt, schema, max_tokens, ...rest }) {
    const check = checkOf(schema);
    const completion = await completeObject(context, { ...rest, prompt, schema, check, maxTokens: max_tokens });
    return { object: completion.object, ...answerFacts(completion) };
  },
});

/** @throws ActionError INVALID_PARAMETERS for what is no JSON Schema, or has words that are not known. */
function checkOf(schema: Readonly<Record<string, unknown>>): z.ZodType {
  try {
    return z.fromJSONSchema(schema);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ActionError(`schema is no JSON Schema that can be checked: ${why}`, {
      code: 'INVALID_PARAMETERS',
      retryable: false,
      cause,
    });
  }
}
