/**
 * The `database_management` module: queries, migrations, backups and upkeep of SQLite files and PostgreSQL servers.
 * @module @codomyrmex/plugin-database-management
 */
import { definePlugin } from '@codomyrmex/core';
import { backupDatabase } from './backup-database.ts';
import { configurationSchema } from './configuration.ts';
import { describeSchema } from './describe-schema.ts';
import { executeQuery } from './execute-query.ts';
import { executeStatement } from './execute-statement.ts';
import { generateSchema } from './generate-schema.ts';
import { monitorDatabase } from './monitor-database.ts';
import { optimizeDatabase } from './optimize-database.ts';
import { restoreDatabase } from './restore-database.ts';
import { runMigrations } from './run-migrations.ts';

export type { Model } from './schema/model.ts';
export type { TableFacts } from './schema/table-facts.ts';
export type { Cell, Parameter } from './value.ts';

export const databaseManagement = definePlugin({
  module: 'database_management',
  version: '0.1.0',
  description: 'Queries, migrations, backups and upkeep of SQLite files and PostgreSQL servers.',
  entry: import.meta.url,
  config: configurationSchema,
  actions: {
    execute_query: executeQuery,
    execute_statement: executeStatement,
    describe_schema: describeSchema,
    run_migrations: runMigrations,
    generate_schema: generateSchema,
    backup_database: backupDatabase,
    restore_database: restoreDatabase,
    monitor_database: monitorDatabase,
    optimize_database: optimizeDatabase,
  },
});

export default databaseManagement;
