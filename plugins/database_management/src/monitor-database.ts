import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { configurationSchema } from './configuration.ts';
import type { Connection } from './connection.ts';
import { databaseUrl } from './database-address.ts';
import { passwordSecrets } from './postgres/open-postgres.ts';
import { postgresState, readPostgresState } from './postgres/postgres-state.ts';
import { sqliteFile } from './sqlite/sqlite-file.ts';
import { sqliteProblems, sqliteUse } from './sqlite/sqlite-upkeep.ts';
import { withDatabase } from './with-database.ts';

const sqliteState = z.object({
  size_bytes: z.number(),
  free_bytes: z.number().meta({ description: 'Of pages that hold nothing: what VACUUM would give back at least.' }),
  wal_bytes: z.number(),
  page_size: z.number(),
  journal_mode: z.string(),
  tables: z.array(z.object({ name: z.string(), rows: z.number() })),
  problems: z
    .array(z.string())
    .meta({ description: 'Damage of the file and rows that refer to none; empty unless asked for.' }),
});

const healthy = z.boolean().meta({
  description: 'SQLite: nothing wrong was found, where it was looked for. PostgreSQL: nobody waits for a lock.',
});

const MAX_PROBLEMS = 100;
const MAX_TABLES = 200;

export const monitorDatabase = defineAction({
  title: 'Look how a database is doing',
  description:
    'What a database holds and how it is used: sizes and rows, for PostgreSQL also connections, locks, longest queries, cache hits and dead rows.',
  input: z.strictObject({
    database_url: databaseUrl,
    check: z
      .boolean()
      .default(false)
      .meta({ description: 'SQLite: whether the whole file is looked at for damage, which reads all of it.' }),
  }),
  output: z.discriminatedUnion('dialect', [
    z.object({ dialect: z.literal('sqlite'), healthy, state: sqliteState }),
    z.object({ dialect: z.literal('postgresql'), healthy, state: postgresState }),
  ]),
  config: configurationSchema,
  effects: ['fs:read', 'net', 'secrets'],
  secrets: passwordSecrets,
  idempotent: true,
  isolation: 'process',
  timeout: 300,
  examples: [
    { title: 'An SQLite file, read whole', input: { database_url: 'sqlite:///data/app.db', check: true } },
    { title: 'A server', input: { database_url: 'postgresql://app@db.example.com:5432/shop' } },
  ],
  run: (context, { database_url, check }) =>
    withDatabase(context, database_url, { access: 'read' }, async (connection, address) => {
      if (address.kind === 'sqlite') return sqliteAnswer(context, connection, { path: address.path, check });
      const state = await readPostgresState(connection);
      return { dialect: 'postgresql' as const, healthy: state.waiting_for_locks === 0, state };
    }),
});

async function sqliteAnswer(
  context: ActionContext,
  connection: Connection,
  { path, check }: { readonly path: string; readonly check: boolean },
): Promise<{ dialect: 'sqlite'; healthy: boolean; state: z.input<typeof sqliteState> }> {
  const file = await sqliteFile(context, path, 'must_exist');
  const problems = check ? await sqliteProblems(connection, MAX_PROBLEMS) : [];
  const state = { ...(await sqliteUse(connection, file)), tables: await rowCounts(connection), problems };
  return { dialect: 'sqlite', healthy: problems.length === 0, state };
}

async function rowCounts(connection: Connection): Promise<{ name: string; rows: number }[]> {
  const tables = await connection.own(
    `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name LIMIT ${MAX_TABLES}`,
  );
  const counts: { name: string; rows: number }[] = [];
  for (const { name } of tables) {
    const [row] = await connection.own(`SELECT count(*) AS amount FROM "${String(name).replaceAll('"', '""')}"`);
    counts.push({ name: String(name), rows: Number(row?.amount) });
  }
  return counts;
}
