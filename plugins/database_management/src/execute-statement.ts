import { defineAction } from '@codomyrmex/core';
import { configurationSchema } from './configuration.ts';
import { passwordSecrets } from './postgres/open-postgres.ts';
import { runStatement, statementInput } from './run-statement.ts';
import { statementOutput } from './statement-input.ts';

export const executeStatement = defineAction({
  title: 'Change a database',
  description:
    'Runs one statement that may change rows or tables, in a transaction of its own: all of it is kept, or nothing. An SQLite file that is not there is made.',
  input: statementInput,
  output: statementOutput,
  config: configurationSchema,
  effects: ['fs:read', 'fs:write', 'net', 'secrets'],
  secrets: passwordSecrets,
  idempotent: false,
  isolation: 'process',
  timeout: 120,
  examples: [
    {
      title: 'A row',
      input: { database_url: 'sqlite:///data/app.db', query: 'INSERT INTO users (name) VALUES (?)', params: ['Ada'] },
    },
  ],
  run: (context, input) => runStatement(context, input, 'write'),
});
