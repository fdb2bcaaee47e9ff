import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { configurationSchema } from './configuration.ts';
import type { Connection } from './connection.ts';
import { databaseUrl } from './database-address.ts';
import { passwordSecrets } from './postgres/open-postgres.ts';
import { withDatabase } from './with-database.ts';

export const optimizeDatabase = defineAction({
  title: 'Tidy up a database',
  description:
    'Brings the statistics of the planner up to date, gives pages that hold nothing back, and for SQLite writes its log into the file. VACUUM of SQLite needs as much room again as the database, and keeps writers out while it works.',
  input: z.strictObject({
    database_url: databaseUrl,
    vacuum: z.boolean().default(true).meta({ description: 'Whether room is given back, not only statistics renewed.' }),
  }),
  output: z.object({
    dialect: z.enum(['sqlite', 'postgresql']),
    done: z.array(z.string()).meta({ description: 'The statements that were run.' }),
    size_before_bytes: z.number(),
    size_after_bytes: z.number(),
  }),
  config: configurationSchema,
  effects: ['fs:read', 'fs:write', 'net', 'secrets'],
  secrets: passwordSecrets,
  idempotent: true,
  isolation: 'process',
  timeout: 3_600,
  examples: [
    { title: 'Statistics alone, while others write', input: { database_url: 'sqlite:///data/app.db', vacuum: false } },
  ],
  run: (context, { database_url, vacuum }) =>
    withDatabase(context, database_url, { access: 'write', timeoutSeconds: 3_600 }, async (connection) => {
      const before = await sizeOf(connection);
      const done = connection.dialect === 'sqlite' ? sqliteUpkeep(vacuum) : [vacuum ? 'VACUUM (ANALYZE)' : 'ANALYZE'];
      for (const [index, statement] of done.entries()) {
        context.progress(index / done.length, statement);
        await connection.own(statement);
      }
      return {
        dialect: connection.dialect,
        done,
        size_before_bytes: before,
        size_after_bytes: await sizeOf(connection),
      };
    }),
});

const sqliteUpkeep = (vacuum: boolean): string[] => [
  'ANALYZE',
  'PRAGMA optimize',
  ...(vacuum ? ['VACUUM'] : []),
  'PRAGMA wal_checkpoint(TRUNCATE)',
];

async function sizeOf(connection: Connection): Promise<number> {
  const [row] = await connection.own(
    connection.dialect === 'sqlite'
      ? 'SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size'
      : 'SELECT pg_database_size(current_database()) AS size',
  );
  return Number(row?.size);
}
