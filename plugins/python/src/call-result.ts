import { InternalError } from '@codomyrmex/core';
import * as z from 'zod';
import type { Answer } from './answer.ts';

/** What a function returned, and how it became JSON. */
export const callResultSchema = z.object({
  module: z.string().meta({ description: 'The module in which the function was found.' }),
  action: z.string(),
  result: z.unknown().meta({ description: 'What the function returned, as JSON.' }),
  returned_type: z.string().meta({ description: 'The Python type of what was returned, such as dict.' }),
  converted: z
    .array(z.object({ path: z.string(), of: z.string(), to: z.string() }))
    .meta({ description: 'What JSON could not hold as it was: the first 50.' }),
  renamed: z
    .record(z.string(), z.string())
    .meta({ description: 'Parameters that this version of the function has under another name.' }),
  seconds: z.number().min(0),
});
export type CallResult = z.output<typeof callResultSchema>;

export function callResultOf({ value, seconds }: Extract<Answer, { readonly ok: true }>): CallResult {
  const parsed = callResultSchema.omit({ seconds: true }).safeParse(value);
  if (!parsed.success) throw new InternalError('the bridge to Python gave a result that is none');
  return { ...parsed.data, seconds };
}
