import type { ActionContext } from '@codomyrmex/core';
import type { Client, ClientConfig } from 'pg';
import type { PostgresAddress } from '../database-address.ts';
import { refusal } from '../refuse.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { loadPostgres } from './postgres-driver.ts';
import { postgresFailure } from './postgres-failure.ts';

/** Names of the secrets with the password, in the order in which they are asked. */
export const passwordSecrets = ['DATABASE_PASSWORD', 'PGPASSWORD'] as const;

const CONNECT_MS = 15_000;

export function postgresPassword(context: ActionContext, address: PostgresAddress): string | undefined {
  return (
    address.password ?? passwordSecrets.map((name) => context.secrets.get(name)).find((value) => value !== undefined)
  );
}

/** @throws ActionError CONNECTION_FAILED, CONNECTION_REFUSED. */
export async function openPostgres(
  context: ActionContext,
  address: PostgresAddress,
  timeoutSeconds: number,
): Promise<PostgresConnection> {
  const driver = await loadPostgres();
  const client = new driver.Client(clientConfig(address, postgresPassword(context, address)));
  // A connection that breaks also rejects the query that waits for it; without a listener it would end the process.
  client.on('error', (error) => context.log.debug(`PostgreSQL: ${error.message}`));
  const onAbort = (): void => void client.end().catch(() => undefined);
  try {
    await client.connect();
    await client.query(sessionSettings(timeoutSeconds));
    await endStatementsOfTheGone(client, context);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw connectFailure(error);
  }
  context.signal.addEventListener('abort', onAbort, { once: true });
  return new PostgresConnection(client);
}

/** Texts are read as the standard says, as our own reading of statements takes them. */
const sessionSettings = (timeoutSeconds: number): string =>
  [
    `SET statement_timeout = ${Math.ceil(timeoutSeconds * 1_000)}`,
    'SET lock_timeout = 10000',
    "SET idle_in_transaction_session_timeout = '1h'",
    'SET standard_conforming_strings = on',
    "SET application_name = 'codomyrmex'",
    "SET DateStyle = 'ISO'",
    "SET IntervalStyle = 'iso_8601'",
  ].join('; ');

/**
 * Lets the server end a statement whose client is gone: an attempt that is killed leaves nothing behind there. Servers before
 * PostgreSQL 14, and some systems, cannot.
 */
async function endStatementsOfTheGone(client: Client, { log }: ActionContext): Promise<void> {
  try {
    await client.query("SET client_connection_check_interval = '1s'");
  } catch (error) {
    log.debug(
      `the server does not notice clients that are gone: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function clientConfig(address: PostgresAddress, password: string | undefined): ClientConfig {
  return {
    host: address.host,
    port: address.port,
    user: address.user ?? 'postgres',
    database: address.database,
    // A function, because for a missing password the driver would look into the environment and ~/.pgpass.
    password: () => password ?? '',
    ssl: address.tls === 'disable' ? false : { rejectUnauthorized: address.tls === 'verify-full' },
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  };
}

function connectFailure(error: unknown): Error {
  const why = error instanceof Error ? error.message : String(error);
  if (/password must be a (?:non-empty )?string/i.test(why)) {
    return refusal(
      'CONNECTION_REFUSED',
      'the server asks for a password, and none is set',
      `Set the secret ${passwordSecrets.join(' or ')}.`,
    );
  }
  return postgresFailure(error);
}
