import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { configurationSchema } from './configuration.ts';
import { databaseUrl } from './database-address.ts';
import { describePostgres } from './postgres/describe-postgres.ts';
import { passwordSecrets } from './postgres/open-postgres.ts';
import { refusal } from './refuse.ts';
import { tableFacts } from './schema/table-facts.ts';
import { describeSqlite } from './sqlite/describe-sqlite.ts';
import { withDatabase } from './with-database.ts';

export const describeSchema = defineAction({
  title: 'Describe the tables of a database',
  description:
    'The tables and views of a database with their columns, foreign keys and indexes, as the database itself describes them.',
  input: z.strictObject({
    database_url: databaseUrl,
    tables: z
      .array(z.string().min(1).max(200))
      .max(1_000)
      .default([])
      .meta({ description: 'Only these; all unless given.' }),
  }),
  output: z.object({ dialect: z.enum(['sqlite', 'postgresql']), table_count: z.int(), tables: z.array(tableFacts) }),
  config: configurationSchema,
  effects: ['fs:read', 'net', 'secrets'],
  secrets: passwordSecrets,
  idempotent: true,
  isolation: 'process',
  timeout: 120,
  examples: [
    {
      title: 'Two tables of an SQLite file',
      input: { database_url: 'sqlite:///data/app.db', tables: ['customers', 'orders'] },
    },
  ],
  run: (context, { database_url, tables: only }) =>
    withDatabase(context, database_url, { access: 'read' }, async (connection) => {
      const describe = connection.dialect === 'sqlite' ? describeSqlite : describePostgres;
      const tables = await describe(connection, only);
      const missing = only.filter((name) => !tables.some((table) => table.name === name));
      if (missing.length > 0) {
        throw refusal(
          'TABLE_NOT_FOUND',
          `the database has no table ${missing.map((name) => JSON.stringify(name)).join(', ')}`,
        );
      }
      return { dialect: connection.dialect, table_count: tables.length, tables: [...tables] };
    }),
});
