import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { executed, executionSchema, programShape } from './execution.ts';
import { executionLimits, limitsSchema } from './limits.ts';

export const executeWithLimits = defineAction({
  title: 'Run code in a sandbox with limits of your own',
  description:
    'As execute_code. Limits of memory and computing are those of each process, not of their sum; where the machine runs out of memory, the code is ended first.',
  input: z.strictObject({
    ...programShape,
    limits: limitsSchema.meta({ description: 'What the code may use; every limit that is left out has a default.' }),
  }),
  output: executionSchema,
  effects: ['exec'],
  idempotent: true,
  examples: [
    {
      title: 'Little memory',
      input: { language: 'python', code: 'print(1)', limits: { memory_mb: 128, cpu_seconds: 2, processes: 4 } },
    },
  ],
  run: (context, { limits, ...program }) => executed(context, program, executionLimits(limits)),
});
