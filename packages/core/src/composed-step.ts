import * as z from 'zod';
import { MAX_SECONDS } from './seconds.ts';

// What a step can be besides one action: waiting, many items, rounds. Times are in seconds.

/** A step consists of at most so many items. */
export const MAX_ITEMS = 100_000;

const expression = z.string().min(1).max(10_000);
const seconds = z.number().min(0).max(MAX_SECONDS, 'at most 24 days');

const fieldTypes = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;

/** What a run, or a form, can be given. */
export const parameterSchema = z
  .strictObject({
    type: z.enum(fieldTypes).optional().meta({ description: 'What it is; anything unless given.' }),
    description: z.string().optional().meta({ description: 'For people.' }),
    default: z.json().optional().meta({ description: 'What a run has that is not given it.' }),
    required: z.boolean().optional().meta({
      description: 'true unless it has a default: a run that is not given it is refused. false: it is absent then.',
    }),
    enum: z.array(z.json()).min(1).optional().meta({ description: 'The values that it may have.' }),
    minimum: z.number().optional().meta({ description: 'The least number.' }),
    maximum: z.number().optional().meta({ description: 'The greatest number.' }),
    minLength: z.int().min(0).optional().meta({ description: 'The least characters of a text.' }),
    maxLength: z.int().min(0).optional().meta({ description: 'The most characters of a text.' }),
    items: z.record(z.string(), z.json()).optional().meta({ description: 'What each item of a list is.' }),
    properties: z.record(z.string(), z.json()).optional().meta({ description: 'What an object has, by key.' }),
  })
  .meta({ description: 'A parameter of the workflow, in words of JSON Schema.' });
export type ParameterDefinition = z.output<typeof parameterSchema>;

export const parametersSchema = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'use letters, digits and "_"'),
  parameterSchema,
);

export const waitForSchema = z
  .strictObject({
    seconds: z
      .union([z.number().positive(), expression])
      .optional()
      .meta({ description: 'So long, from when the step’s turn comes.' }),
    until: expression
      .optional()
      .meta({ description: 'A time, as 2026-12-01T00:00:00Z; in UTC where it names no zone.' }),
    signal: expression.optional().meta({ description: 'The signal of this name: run signal ID NAME.' }),
    approval: z
      .strictObject({
        prompt: z.string().min(1).max(10_000).meta({ description: 'What is asked.' }),
        form: parametersSchema.optional().meta({ description: 'What whoever approves is asked for.' }),
      })
      .optional()
      .meta({ description: 'Somebody’s yes or no: run approve ID STEP, run reject ID STEP.' }),
    deadline: z.number().positive().optional().meta({ description: 'The same as deadline at the step.' }),
  })
  .meta({ description: 'Exactly one of seconds, until, signal and approval. Holds no slot.' });
export type WaitFor = z.output<typeof waitForSchema>;

/** Of a repetition that says nothing else. */
const repeatDefaults = { max: 100, delay: 0 } as const;

export const repeatSchema = z
  .strictObject({
    until: expression.meta({ description: 'Over output, what the work gave: where it is true the step is done.' }),
    max: z
      .int()
      .min(1)
      .max(100_000)
      .default(repeatDefaults.max)
      .meta({ description: 'The step fails when it is not true after so many times.' }),
    delay: seconds.default(repeatDefaults.delay).meta({ description: 'Seconds between two times, in no slot.' }),
  })
  .meta({ description: 'Does the step’s work again and again.' });
export type Repeat = z.output<typeof repeatSchema>;

export const foreachSchema = z
  .union([expression, z.array(z.json()).max(MAX_ITEMS)])
  .meta({ description: 'A list: the step’s work is done for each {{ item }}, with its {{ index }} counted from 0.' });

const combination = z.record(z.string(), z.json());

export const matrixSchema = z
  .object({
    include: z
      .array(combination)
      .optional()
      .meta({ description: 'Adds values to the combinations that it fits, or else a combination.' }),
    exclude: z
      .array(combination)
      .optional()
      .meta({ description: 'Takes out the combinations that have these values.' }),
  })
  .catchall(z.union([z.array(z.json()).min(1), expression]))
  .meta({ description: 'The step’s work is done for every combination of the values, as {{ matrix.NAME }}.' });
export type MatrixDefinition = z.output<typeof matrixSchema>;

export const successSchema = z
  .strictObject({
    min: z.int().min(0).max(MAX_ITEMS).optional().meta({ description: 'So many items must complete.' }),
    tolerance: z.number().min(0).max(1).optional().meta({ description: '0.1: one item in ten may fail.' }),
  })
  .meta({ description: 'When a step of many items is good; all of them must be unless given.' });
export type SuccessRule = z.output<typeof successSchema>;
