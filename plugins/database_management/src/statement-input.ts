import * as z from 'zod';
import { databaseUrl } from './database-address.ts';
import type { ResultSet } from './result-rows.ts';
import { cellSchema, parametersSchema } from './value.ts';

const MAX_SQL = 1_000_000;

/** What both statement actions take. */
export const statementShape = {
  database_url: databaseUrl,
  query: z
    .string()
    .min(1)
    .max(MAX_SQL)
    .refine((text) => !text.includes('\0'), 'holds a NUL')
    .meta({ description: 'One statement. Values belong into params, never into this text.' }),
  params: parametersSchema,
  max_rows: z
    .int()
    .min(1)
    .max(100_000)
    .default(1_000)
    .meta({ description: 'Rows given at most; more are left out and said to be.' }),
  max_bytes: z
    .int()
    .min(1_024)
    .max(16 * 1024 * 1024)
    .default(1024 * 1024)
    .meta({ description: 'Bytes of the result as JSON; a larger one fails.' }),
  timeout_seconds: z.number().min(0.1).max(3_600).default(60).meta({
    description: 'After so long PostgreSQL ends the statement. SQLite is stopped by the timeout of the step.',
  }),
  check: z.boolean().default(true).meta({
    description: 'Whether a statement that the database refuses fails the step, or is told in error_message.',
  }),
} as const;

export const statementOutput = z.object({
  success: z.boolean(),
  columns: z.array(z.string()),
  rows: z.array(z.record(z.string(), cellSchema)),
  row_count: z.int().min(0).meta({ description: 'Rows given; for a statement that gives none, rows changed.' }),
  truncated: z.boolean(),
  execution_time: z.number().min(0).meta({ description: 'Seconds.' }),
  error_message: z.string().nullable(),
});

export function statementResult(result: ResultSet, seconds: number): z.input<typeof statementOutput> {
  return {
    success: true,
    columns: [...result.columns],
    rows: result.rows.map((row) => ({ ...row })),
    row_count: result.rowCount,
    truncated: result.truncated,
    execution_time: seconds,
    error_message: null,
  };
}

export function statementFailure(message: string, seconds: number): z.input<typeof statementOutput> {
  const nothing = { columns: [], rows: [], row_count: 0, truncated: false };
  return { success: false, ...nothing, execution_time: seconds, error_message: message };
}
