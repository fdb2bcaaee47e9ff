import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { answerFacts } from './answer-facts.ts';
import { complete } from './complete.ts';
import { configuration } from './configuration.ts';
import { secretNames } from './provider.ts';
import { answerShape, questionShape, text } from './question-shape.ts';

const MAX_SCHEMA = 100_000;
const SHOWN_CHARACTERS = 1_000;

export const generateObject = defineAction({
  title: 'Have a language model fill a form',
  description: 'Gives the answer of the configured model as a value that fits a JSON Schema, or fails.',
  input: z.strictObject({
    prompt: text,
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
    const completion = await complete(context, { ...rest, prompt, schema, maxTokens: max_tokens });
    const object = parsed(completion.text, completion.finish);
    const result = check.safeParse(object);
    if (!result.success) throw unfit(`does not fit the schema: ${z.prettifyError(result.error)}`, completion.text);
    return { object, ...answerFacts(completion) };
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

/** Some models put JSON into a fence of Markdown whatever they are told. */
function parsed(answer: string, finish: string): unknown {
  const inner = /^\s*```(?:json)?\s*\n([\s\S]*)\n\s*```\s*$/.exec(answer)?.[1] ?? answer;
  try {
    return JSON.parse(inner);
  } catch {
    throw unfit(finish === 'length' ? 'was cut at max_tokens' : 'is no JSON', answer);
  }
}

const unfit = (why: string, answer: string): ActionError =>
  new ActionError(`the model's answer ${why}`.slice(0, 2 * SHOWN_CHARACTERS), {
    code: 'INVALID_RESPONSE',
    details: { answer: answer.slice(0, SHOWN_CHARACTERS) },
  });
