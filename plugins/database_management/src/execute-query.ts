import { defineAction } from '@codomyrmex/core';
import { configurationSchema } from './configuration.ts';
import { passwordSecrets } from './postgres/open-postgres.ts';
import { runStatement, statementInput } from './run-statement.ts';
import { statementOutput } from './statement-input.ts';

export const executeQuery = defineAction({
  title: 'Query a database',
  description:
    'Runs one statement that only reads and gives its rows. SQLite is opened read-only and asks for every table, function and pragma; PostgreSQL runs it in a read-only transaction.',
  input: statementInput,
  output: statementOutput,
  config: configurationSchema,
  effects: ['fs:read', 'net', 'secrets'],
  secrets: passwordSecrets,
  idempotent: true,
  isolation: 'process',
  timeout: 120,
  examples: [
    {
      title: 'Rows by a value',
      input: { database_url: 'sqlite:///data/app.db', query: 'SELECT * FROM users WHERE age > ?', params: [30] },
    },
  ],
  run: (context, input) => runStatement(context, input, 'read'),
});
