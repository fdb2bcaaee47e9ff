import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { isSet } from './environment-variable.ts';
import { variableName } from './variable-name.ts';

export const checkApiKeys = defineAction({
  title: 'Check API keys',
  description: 'Whether variables of the environment are set. Their values are not looked at further and never told.',
  input: z.strictObject({
    keys: z.array(variableName).min(1).max(200).meta({ description: 'Names of environment variables.' }),
  }),
  output: z.object({
    all_set: z.boolean(),
    keys: z.array(z.object({ name: z.string(), set: z.boolean() })),
    missing: z.array(z.string()),
  }),
  effects: ['secrets'],
  idempotent: true,
  timeout: 30,
  examples: [{ title: 'One provider', input: { keys: ['OPENAI_API_KEY'] } }],
  run(_context, { keys }) {
    const answers = [...new Set(keys)].map((name) => ({ name, set: isSet(name) }));
    const missing = answers.filter(({ set }) => !set).map(({ name }) => name);
    return { all_set: missing.length === 0, keys: answers, missing };
  },
});
