import type { WrittenStatement } from '../connection.ts';
import { refusal } from '../refuse.ts';
import { statements } from '../statements.ts';

/** What gives rows; a read-only transaction sees to the rest, as of `WITH … DELETE` and `EXPLAIN ANALYZE`. */
const reading: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE', 'SHOW', 'EXPLAIN']);

/** What would end or change the transaction that the action holds the statement in. */
const ofTransactions: ReadonlySet<string> = new Set([
  'ABORT',
  'BEGIN',
  'COMMIT',
  'END',
  'PREPARE',
  'RELEASE',
  'ROLLBACK',
  'SAVEPOINT',
  'START',
]);

/** COPY reads and writes files of the server and runs programs there; LOAD loads code; the others outlive the statement in the session. */
const beyondTheDatabase: ReadonlySet<string> = new Set(['COPY', 'LOAD', 'LISTEN', 'DISCARD']);

/** @throws ActionError QUERY_REFUSED. */
export function requireAllowed(sql: string, access: WrittenStatement['access']): void {
  const found = statements(sql, 'postgresql');
  const [statement] = found;
  if (statement === undefined) throw refusal('QUERY_REFUSED', 'the text holds no statement');
  if (found.length > 1) {
    throw refusal(
      'QUERY_REFUSED',
      `the text holds ${found.length} statements; one is run at a time`,
      'Give each statement a step of its own, or use run_migrations for scripts.',
    );
  }
  const first = statement.words[0] ?? '';
  requireInside(first);
  // Parentheses may stand before a SELECT; they are no words.
  if (access === 'read' && !reading.has(first)) {
    throw refusal(
      'QUERY_REFUSED',
      `the statement is refused: ${first || 'it'} is none that only reads (${[...reading].join(', ')})`,
      'Use execute_statement for statements that change the database.',
    );
  }
}

/** The same for every statement of a script that a migration runs. */
export function requireScriptAllowed(sql: string): void {
  for (const { words } of statements(sql, 'postgresql')) {
    const isSettingOfTransaction = words[0] === 'SET' && words.includes('TRANSACTION');
    requireInside(isSettingOfTransaction ? 'BEGIN' : (words[0] ?? ''));
  }
}

function requireInside(first: string): void {
  if (ofTransactions.has(first)) {
    throw refusal(
      'QUERY_REFUSED',
      `the statement is refused: ${first}, because the action has a transaction of its own`,
    );
  }
  if (beyondTheDatabase.has(first)) {
    throw refusal('QUERY_REFUSED', `the statement is refused: ${first} reaches beyond the database`);
  }
}
