import { ActionError } from '@codomyrmex/core';
import { refusal } from '../refuse.ts';

/** Classes of SQLSTATE after which the same work may succeed: connection, serialization and deadlock, too few resources, a lock waited for in vain, shutdown. */
const PASSING = /^(?:08|40|53|55P03|57P0)/;
const QUERY_CANCELED = '57014';
const READ_ONLY = '25006';

/** What the driver threw, as a failure of the action. Messages of the server hold no password. */
export function postgresFailure(error: unknown): Error {
  if (error instanceof ActionError) return error;
  const why = error instanceof Error ? error.message : String(error);
  const code = sqlState(error);
  if (code === undefined) return new ActionError(`PostgreSQL cannot be reached: ${why}`, { code: 'CONNECTION_FAILED' });
  if (code === QUERY_CANCELED) {
    return refusal(
      'TIMEOUT_EXCEEDED',
      `PostgreSQL ended the statement: ${why}`,
      'Raise timeout_seconds, or look at its plan with EXPLAIN.',
    );
  }
  if (code === READ_ONLY) {
    return refusal(
      'QUERY_REFUSED',
      `the statement is refused: ${why}`,
      'Use execute_statement for statements that change the database.',
    );
  }
  const failed = code.startsWith('28') || code.startsWith('3D') ? 'CONNECTION_REFUSED' : 'QUERY_FAILED';
  return new ActionError(`PostgreSQL refused: ${why} (SQLSTATE ${code})`, {
    code: failed,
    retryable: PASSING.test(code),
  });
}

function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
