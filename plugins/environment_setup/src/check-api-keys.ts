import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { isSet } from './environment-variable.ts';

const input = z.strictObject({
  keys: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'the name of an environment variable'))
    .min(1)
    .max(200),
});

export const checkApiKeys = defineAction({
  title: 'Check API keys',
  description: 'Which of these environment variables are set. Their values are never told.',
  input,
  output: z.object({
    keys: z.array(z.object({ name: z.string(), set: z.boolean() })),
    missing: z.array(z.string()),
    all_set: z.boolean(),
  }),
  effects: ['secrets'],
  idempotent: true,
  examples: [{ title: 'One key', input: { keys: ['OPENAI_API_KEY'] } }],
  run: (_context, { keys }) => {
    const looked = keys.map((name) => ({ name, set: isSet(name) }));
    const missing = looked.filter(({ set }) => !set).map(({ name }) => name);
    return { keys: looked, missing, all_set: missing.length === 0 };
  },
});
