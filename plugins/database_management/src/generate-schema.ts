import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { refusal } from './refuse.ts';
import { modelsSchema } from './schema/model.ts';
import { schemaSql } from './schema/schema-sql.ts';

export const generateSchema = defineAction({
  title: 'Write the SQL of a schema',
  description:
    'Writes tables, keys and indexes that are described as data as a migration for SQLite or PostgreSQL, with its way down.',
  input: z.strictObject({
    models: modelsSchema.meta({ description: 'The tables, in any order, with their columns, keys and indexes.' }),
    output_dir: z.string().min(1).max(4_096).meta({ description: 'Folder of the workspace; made when missing.' }),
    dialect: z
      .enum(['sqlite', 'postgresql'])
      .default('sqlite')
      .meta({ description: 'The database that the SQL is written for.' }),
    version: z
      .string()
      .regex(/^\d{1,18}$/, 'a number')
      .default('0001')
      .meta({ description: 'Number of the migration.' }),
    name: z
      .string()
      .regex(/^\w{1,100}$/, 'letters, digits and _')
      .default('schema')
      .meta({ description: 'What the migration is called, after its number.' }),
    overwrite: z.boolean().default(false).meta({ description: 'Whether files of that name may be replaced.' }),
  }),
  output: z.object({
    dialect: z.enum(['sqlite', 'postgresql']),
    tables: z.array(z.string()),
    files: z.array(z.string()).meta({ description: 'From the workspace.' }),
    sql: z.string(),
  }),
  effects: ['fs:read', 'fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [
    {
      title: 'A table for PostgreSQL',
      input: {
        models: [
          {
            name: 'customers',
            columns: [
              { name: 'id', type: 'bigint', primary_key: true },
              { name: 'email', type: 'text', unique: true },
            ],
          },
        ],
        output_dir: 'migrations',
        dialect: 'postgresql',
        name: 'customers',
      },
    },
  ],
  async run(context, { models, output_dir, dialect, version, name, overwrite }) {
    const { up, down } = schemaSql(models, dialect);
    const stem = `${output_dir.replace(/\/+$/, '')}/${version}_${name}`;
    const files = [
      { path: `${stem}.up.sql`, text: up },
      { path: `${stem}.down.sql`, text: down },
    ];
    if (!overwrite) for (const { path, text } of files) await requireSameOrFree(context, path, text);
    for (const { path, text } of files) await context.fs.write(path, text);
    return { dialect, tables: models.map((model) => model.name), files: files.map(({ path }) => path), sql: up };
  },
});

/** Another attempt of the same step finds its own file. */
async function requireSameOrFree(context: ActionContext, path: string, text: string): Promise<void> {
  if ((await context.fs.stat(path)) === undefined) return;
  if ((await context.fs.readText(path)) === text) return;
  throw refusal(
    'ALREADY_EXISTS',
    `${JSON.stringify(path)} is there already`,
    'Choose another version, or set overwrite: true.',
  );
}
