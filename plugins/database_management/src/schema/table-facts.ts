import * as z from 'zod';

const columnFacts = z.object({
  name: z.string(),
  type: z.string(),
  nullable: z.boolean(),
  default: z.string().nullable(),
  primary_key: z.boolean(),
});

export const foreignKeyFacts = z.object({
  columns: z.array(z.string()),
  references_table: z.string(),
  references_columns: z.array(z.string()),
  on_delete: z.string(),
});

const indexFacts = z.object({ name: z.string(), unique: z.boolean(), columns: z.array(z.string()) });

/** A table or view, as the database describes it. */
export const tableFacts = z.object({
  name: z.string(),
  kind: z.enum(['table', 'view']),
  columns: z.array(columnFacts),
  foreign_keys: z.array(foreignKeyFacts),
  indexes: z.array(indexFacts),
});

export type TableFacts = z.output<typeof tableFacts>;
export type ForeignKeyFacts = z.output<typeof foreignKeyFacts>;
