import * as z from 'zod';

/** A segment of a pattern ends at a separator, and at everything that groups alternatives. */
const SEGMENT_ENDS = /[/\\{}(),|!]/;

const staysInside = (pattern: string): boolean =>
  !/^!?(?:[/\\]|[A-Za-z]:)/.test(pattern) && !pattern.split(SEGMENT_ENDS).includes('..');

const pattern = z
  .string()
  .min(1)
  .max(1_000)
  .refine((text) => !text.includes('\0'), 'holds a NUL character')
  .refine(
    staysInside,
    'leaves the folder that the run works on: write a path below it, without ".." and no absolute one',
  );
const patterns = z.array(pattern).max(100);

export const cacheRuleSchema = z
  .strictObject({
    inputs: patterns.optional().meta({
      description: 'Files that the result depends on: patterns below the folder that the run works on, "!" leaves out.',
    }),
    env: z
      .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'use letters, digits and "_"'))
      .max(100)
      .optional()
      .meta({ description: 'Names of environment variables that the result depends on.' }),
    outputs: patterns.optional().meta({
      description:
        'Files that the step makes: kept with its result, and put back as they were when it is reused. Other files that the patterns match are removed then.',
    }),
    version: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Change it to have the step run again whatever else is the same.' }),
  })
  .meta({ description: 'What a result depends on beside its action and parameters, and the files that belong to it.' });
/** What a step says of its cache; every part may be left out. */
export type CacheRule = z.output<typeof cacheRuleSchema>;
