import type { RunDocument } from '@codomyrmex/engine';
import type * as z from 'zod';

/** What a step gave, as far as the tour tells of it. @throws Error when the step gave something else, with its own failure. */
export function stepOutput<Schema extends z.ZodType>(
  document: RunDocument,
  name: string,
  schema: Schema,
): z.output<Schema> {
  const step = document.results[name];
  const read = schema.safeParse(step?.output);
  if (read.success) return read.data;
  throw new Error(
    `the step ${name} ${step?.status ?? 'is missing'}: ${step?.error ?? 'its output is not as expected'}`,
  );
}
