import * as z from 'zod';
import type { Connection } from '../connection.ts';

/** How a PostgreSQL database is used at this moment. */
export const postgresState = z.object({
  size_bytes: z.number(),
  server_version: z.string(),
  max_connections: z.number(),
  connections: z.record(z.string(), z.number()).meta({ description: 'By state.' }),
  waiting_for_locks: z.number(),
  longest_query_seconds: z.number().nullable(),
  longest_transaction_seconds: z.number().nullable(),
  cache_hit_ratio: z.number().nullable(),
  committed: z.number(),
  rolled_back: z.number(),
  deadlocks: z.number(),
  temporary_bytes: z.number(),
  tables: z
    .array(
      z.object({
        name: z.string(),
        live_rows: z.number(),
        dead_rows: z.number(),
        size_bytes: z.number(),
        last_vacuum: z.string().nullable(),
        last_analyze: z.string().nullable(),
      }),
    )
    .meta({ description: 'The twenty largest; rows as the server estimates them.' }),
});
export type PostgresState = z.output<typeof postgresState>;

/** Texts of queries are not among it: they may hold what nobody else is to see. */
const QUERY = `
WITH activity AS (
  SELECT COALESCE(state, 'none') AS state, wait_event_type,
    CASE WHEN state = 'active' THEN extract(epoch FROM clock_timestamp() - query_start) END AS query_seconds,
    extract(epoch FROM clock_timestamp() - xact_start) AS transaction_seconds
  FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
)
SELECT json_build_object(
  'size_bytes', pg_database_size(current_database()),
  'server_version', current_setting('server_version'),
  'max_connections', current_setting('max_connections')::int,
  'connections', COALESCE((SELECT json_object_agg(state, amount) FROM (SELECT state, count(*) AS amount FROM activity GROUP BY state) AS s), '{}'),
  'waiting_for_locks', (SELECT count(*) FROM activity WHERE wait_event_type = 'Lock'),
  'longest_query_seconds', (SELECT max(query_seconds) FROM activity),
  'longest_transaction_seconds', (SELECT max(transaction_seconds) FROM activity),
  'cache_hit_ratio', d.blks_hit::float / NULLIF(d.blks_hit + d.blks_read, 0),
  'committed', d.xact_commit,
  'rolled_back', d.xact_rollback,
  'deadlocks', d.deadlocks,
  'temporary_bytes', d.temp_bytes,
  'tables', COALESCE((
    SELECT json_agg(json_build_object(
      'name', t.schemaname || '.' || t.relname, 'live_rows', t.n_live_tup, 'dead_rows', t.n_dead_tup, 'size_bytes', t.size,
      'last_vacuum', GREATEST(t.last_vacuum, t.last_autovacuum), 'last_analyze', GREATEST(t.last_analyze, t.last_autoanalyze)
    ) ORDER BY t.size DESC)
    FROM (SELECT *, pg_total_relation_size(relid) AS size FROM pg_stat_user_tables ORDER BY size DESC LIMIT 20) AS t), '[]')
) AS state
FROM pg_stat_database d WHERE d.datname = current_database()`;

const answer = z.object({ state: postgresState });

export async function readPostgresState(connection: Connection): Promise<PostgresState> {
  const [row] = await connection.own(QUERY);
  return answer.parse(row).state;
}
