import { type ActionContext, isOrchestrationError } from '@codomyrmex/core';
import * as z from 'zod';
import type { WrittenStatement } from './connection.ts';
import { statementFailure, type statementOutput, statementResult, statementShape } from './statement-input.ts';
import { withDatabase } from './with-database.ts';

export const statementInput = z.strictObject(statementShape);

/** Runs the statement as `access` allows. What the database refuses is a result where `check` is off. */
export async function runStatement(
  context: ActionContext,
  input: z.output<typeof statementInput>,
  access: WrittenStatement['access'],
): Promise<z.input<typeof statementOutput>> {
  const started = context.now();
  const seconds = (): number => Math.max(0, context.now() - started) / 1_000;
  const statement = { sql: input.query, parameters: input.params, access };
  const limits = { maxRows: input.max_rows, maxBytes: input.max_bytes };
  const presence = access === 'write' ? 'made_when_missing' : 'must_exist';
  try {
    const options = { access, presence, timeoutSeconds: input.timeout_seconds } as const;
    const result = await withDatabase(context, input.database_url, options, (connection) =>
      connection.run(statement, limits),
    );
    return statementResult(result, seconds());
  } catch (error) {
    if (input.check || !isOrchestrationError(error) || error.code !== 'QUERY_FAILED') throw error;
    return statementFailure(error.message, seconds());
  }
}
