import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { configurationSchema } from './configuration.ts';
import { databaseUrl } from './database-address.ts';
import { applyMigrations } from './migrations/apply-migrations.ts';
import { readMigrations } from './migrations/migration-files.ts';
import { type PlannedMigration, planMigrations } from './migrations/migration-plan.ts';
import { readApplied } from './migrations/migration-table.ts';
import { passwordSecrets } from './postgres/open-postgres.ts';
import { withDatabase } from './with-database.ts';

const migrationSchema = z.object({ version: z.string(), name: z.string(), direction: z.enum(['up', 'down']) });

export const runMigrations = defineAction({
  title: 'Migrate a database',
  description:
    'Applies the SQL files of a folder in order of their numbers, each in a transaction with its row in the table codomyrmex_migrations, or undoes them. A file that was changed after it had been applied is refused before anything is run.',
  input: z.strictObject({
    migration_dir: z.string().min(1).max(4_096).meta({
      description: 'Folder of the workspace with 0001_what.up.sql and 0001_what.down.sql, or 0001_what.sql.',
    }),
    database_url: databaseUrl,
    direction: z.enum(['up', 'down']).default('up').meta({
      description: 'up applies what is pending; down undoes the last, or all after target.',
    }),
    target: z
      .string()
      .regex(/^\d{1,18}$/, 'is the number of a migration')
      .optional()
      .meta({ description: 'Up: the last number to apply. Down: the last that stays applied; 0 undoes all.' }),
    dry_run: z.boolean().default(false).meta({ description: 'Says what would be run, and runs nothing.' }),
  }),
  output: z.object({
    success: z.literal(true),
    dry_run: z.boolean(),
    migrations: z.array(migrationSchema).meta({ description: 'What was run, or would be, in order.' }),
    applied: z.array(z.string()).meta({ description: 'Numbers of all that are applied afterwards.' }),
    current_version: z.string().nullable(),
  }),
  config: configurationSchema,
  effects: ['fs:read', 'fs:write', 'net', 'secrets'],
  secrets: passwordSecrets,
  idempotent: true,
  isolation: 'process',
  timeout: 1_800,
  examples: [
    {
      title: 'What would be run',
      input: { migration_dir: 'migrations', database_url: 'postgresql://app@db.example.com:5432/shop', dry_run: true },
    },
    {
      title: 'Undo what came after a migration',
      input: { migration_dir: 'migrations', database_url: 'sqlite:///data/app.db', direction: 'down', target: '0003' },
    },
  ],
  async run(context, { migration_dir, database_url, direction, target, dry_run }) {
    const files = await readMigrations(context, migration_dir);
    const request = { direction, target: target === undefined ? undefined : String(BigInt(target)) };
    const options = dry_run
      ? ({ access: 'read' } as const)
      : ({ access: 'write', presence: 'made_when_missing', foreignKeys: 'checked_at_the_end' } as const);
    return withDatabase(context, database_url, options, async (connection) => {
      const before = (await readApplied(connection)).map(({ version }) => version);
      const plan = planMigrations(files, await readApplied(connection), request);
      if (!dry_run) await applyMigrations(context, connection, plan);
      const applied = versionsAfter(before, plan);
      return {
        success: true as const,
        dry_run,
        migrations: plan.map(({ migration, direction: way }) => ({
          version: migration.version,
          name: migration.name,
          direction: way,
        })),
        applied,
        current_version: applied.at(-1) ?? null,
      };
    });
  },
});

function versionsAfter(before: readonly string[], plan: readonly PlannedMigration[]): string[] {
  const versions = new Set(before);
  for (const { migration, direction } of plan) {
    if (direction === 'up') versions.add(migration.version);
    else versions.delete(migration.version);
  }
  return [...versions].sort((a, b) => Number(BigInt(a) - BigInt(b)));
}
