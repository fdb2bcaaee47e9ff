import * as z from 'zod';
import type { Failure } from './failure.ts';

export const failureSchema: z.ZodType<Failure> = z.object({
  type: z.string(),
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
  retryAfter: z.number().min(0).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  suggestions: z.array(z.string()).optional(),
  get cause() {
    return failureSchema.optional();
  },
});
