import { type ActionContext, ActionError } from '@codomyrmex/core';
import type { PostgresAddress } from '../database-address.ts';
import { passwordSecrets, postgresPassword } from './open-postgres.ts';

/**
 * Runs `pg_dump` or `pg_restore` on a database. Where it is and its password go through the environment of that one process, so that
 * nothing of them stands in a list of processes or is read as an option.
 * @throws ActionError COMMAND_NOT_FOUND, BACKUP_FAILED.
 */
export async function runPostgresTool(
  context: ActionContext,
  address: PostgresAddress,
  [tool, ...rest]: readonly ['pg_dump' | 'pg_restore', ...string[]],
): Promise<void> {
  const password = postgresPassword(context, address);
  const { exitCode, signal, stderr } = await context.exec([tool, '--no-password', ...rest], {
    env: {
      PGHOST: address.host,
      PGPORT: String(address.port),
      PGUSER: address.user ?? 'postgres',
      PGDATABASE: address.database,
      PGSSLMODE: address.tls,
      PGAPPNAME: 'codomyrmex',
      PGCONNECT_TIMEOUT: '15',
      // Neither ~/.pgpass nor a service file has a say.
      PGPASSFILE: '/dev/null',
      ...(password !== undefined && { PGPASSWORD: password }),
    },
  });
  if (exitCode === 0) return;
  const why = stderr.trim().slice(-2_000) || `it ended with ${signal ?? exitCode}`;
  throw new ActionError(`${tool} failed: ${why}`, {
    code: 'BACKUP_FAILED',
    retryable: false,
    suggestions: /password/.test(why) ? [`Set the secret ${passwordSecrets.join(' or ')}.`] : [],
  });
}
