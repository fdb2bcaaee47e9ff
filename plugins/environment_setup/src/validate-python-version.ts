import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { pythonOf, pythonProblem } from './environment.ts';
import { versionPattern } from './version-order.ts';

export const validatePythonVersion = defineAction({
  title: 'Validate Python version',
  description: 'Whether the Python on PATH is new enough.',
  input: z.strictObject({
    min_python: z
      .string()
      .regex(versionPattern, 'write a version such as 3.10')
      .default('3.10')
      .meta({ description: 'The oldest Python that is good enough.' }),
  }),
  output: z.object({
    valid: z.boolean(),
    version: z.string().nullable().meta({ description: 'null when there is none, or it does not tell.' }),
    required: z.string(),
    problem: z.string().nullable(),
  }),
  effects: ['exec'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'At least 3.12', input: { min_python: '3.12' } }],
  async run(context, { min_python }) {
    const { version, ok } = await pythonOf(context, min_python);
    return { valid: ok, version, required: min_python, problem: ok ? null : pythonProblem(version, min_python) };
  },
});
