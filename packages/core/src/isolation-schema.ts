import * as z from 'zod';
import { isolations } from './isolation.ts';

const LEAST_MEMORY_MB = 32;
const MOST_MEMORY_MB = 1_048_576;
const MOST_CPU_SECONDS = 24 * 24 * 3600;

export const isolationSchema = z
  .enum(isolations)
  .meta({ description: 'How far the step is kept apart from the engine; at least as far as its action asks.' });

export const limitsSchema = z
  .strictObject({
    memory_mb: z
      .int()
      .min(LEAST_MEMORY_MB, `at least ${LEAST_MEMORY_MB}: less does not start`)
      .max(MOST_MEMORY_MB)
      .optional()
      .meta({ description: 'Mebibytes of memory.' }),
    cpu_seconds: z.int().min(1).max(MOST_CPU_SECONDS).optional().meta({ description: 'Seconds of computing.' }),
    enforce: z
      .boolean()
      .optional()
      .meta({ description: 'Refuse the attempt where this machine cannot enforce the limits.' }),
  })
  .meta({ description: 'What one attempt may use; needs isolation: thread, process or sandbox.' });

/** Limits as they are written and stored. */
export type WrittenLimits = z.output<typeof limitsSchema>;
