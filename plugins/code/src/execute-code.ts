import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { executed, executionSchema, programShape } from './execution.ts';
import { DEFAULT_SECONDS, executionLimits, limitsSchema, timeout } from './limits.ts';

export const executeCode = defineAction({
  title: 'Run code in a sandbox',
  description:
    'Runs one source file that nobody vouches for: without network, without files but the system’s programs, with limits of time, memory, processes, files and output. Where there is no sandbox it is refused with SANDBOX_UNAVAILABLE, and nothing runs.',
  input: z.strictObject({ ...programShape, timeout: timeout.default(DEFAULT_SECONDS) }),
  output: executionSchema,
  effects: ['exec'],
  idempotent: true,
  examples: [{ title: 'Python', input: { language: 'python', code: 'print(sum(range(10)))' } }],
  run: (context, { timeout: seconds, ...program }) =>
    executed(context, program, executionLimits(limitsSchema.parse({ timeout: seconds }))),
});
