import * as z from 'zod';

export const dependencySchema = z.object({
  name: z.string(),
  ecosystem: z.enum(['npm', 'python']),
  kind: z.enum(['runtime', 'development', 'optional', 'peer', 'asked']),
  declared: z
    .string()
    .nullable()
    .meta({ description: 'The range as it is written; null for one that is only asked for.' }),
  installed: z.string().nullable(),
  status: z.enum(['ok', 'missing', 'wrong_version', 'not_checked']).meta({
    description: 'not_checked: nothing here tells what is installed.',
  }),
});
/** A dependency, as it is declared and as it is installed. */
export type Dependency = z.output<typeof dependencySchema>;

export interface Declared {
  readonly name: string;
  readonly kind: Dependency['kind'];
  readonly declared: string | null;
}

export const MAX_DEPENDENCIES = 5_000;
