import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { databaseManagement } from '../src/index.ts';
import { statements } from '../src/statements.ts';
import { run } from './run.ts';

const actions = databaseManagement.actions;
const database_url = 'app.db';

type Models = z.input<typeof actions.generate_schema.input>['models'];

const models: Models = [
  {
    name: 'posts',
    columns: [
      { name: 'id', type: 'integer', primary_key: true },
      { name: 'author', type: 'integer', references: { table: 'users', column: 'id', on_delete: 'cascade' } },
      { name: 'title', type: 'text', default: "it's; DROP TABLE users --" },
      { name: 'tags', type: 'json', nullable: true },
    ],
    indexes: [{ columns: ['author', 'title'], unique: true }],
  },
  {
    name: 'users',
    columns: [
      { name: 'id', type: 'integer', primary_key: true },
      { name: 'email', type: 'text', unique: true },
      { name: 'active', type: 'boolean', default: true },
    ],
  },
];

describe('schemas', () => {
  it('given models, when their SQL is written and migrated, then the database describes the same tables', async () => {
    const workspace = await projectFolder();
    const made = await run(actions.generate_schema, workspace, { models: models, output_dir: 'db' });
    expect(made.files).toEqual(['db/0001_schema.up.sql', 'db/0001_schema.down.sql']);
    expect(readFileSync(join(workspace, 'db/0001_schema.up.sql'), 'utf8')).toBe(made.sql);
    await run(actions.run_migrations, workspace, { migration_dir: 'db', database_url });
    const { tables } = await run(actions.describe_schema, workspace, { database_url, tables: ['posts', 'users'] });
    expect(tables).toMatchObject([
      {
        name: 'posts',
        columns: [
          { name: 'id', type: 'INTEGER', primary_key: true },
          { name: 'author', nullable: false },
          { name: 'title', default: "'it''s; DROP TABLE users --'" },
          { name: 'tags', nullable: true },
        ],
        foreign_keys: [
          { columns: ['author'], references_table: 'users', references_columns: ['id'], on_delete: 'CASCADE' },
        ],
        indexes: [{ name: 'posts_author_title_idx', unique: true, columns: ['author', 'title'] }],
      },
      { name: 'users', columns: [{ name: 'id' }, { name: 'email' }, { name: 'active', default: '1' }] },
    ]);
    await run(actions.run_migrations, workspace, { migration_dir: 'db', database_url, direction: 'down' });
    await expect(run(actions.describe_schema, workspace, { database_url, tables: ['posts'] })).rejects.toMatchObject({
      code: 'TABLE_NOT_FOUND',
    });
  });

  it('given files of that name, when other SQL would be written, then it is refused unless overwrite is said', async () => {
    const workspace = await projectFolder({ 'db/0001_schema.up.sql': 'mine' });
    const input = { models: [{ name: 'a', columns: [{ name: 'b', type: 'text' as const }] }], output_dir: 'db' };
    await expect(run(actions.generate_schema, workspace, input)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(existsSync(join(workspace, 'db/0001_schema.down.sql'))).toBe(false);
    await run(actions.generate_schema, workspace, { ...input, overwrite: true });
    await run(actions.generate_schema, workspace, input);
  });

  it.each<[string, Models]>([
    ['a name with a quote', [{ name: 'a"; DROP', columns: [{ name: 'b', type: 'text' }] }]],
    [
      'two tables of one name',
      [
        { name: 'a', columns: [{ name: 'b', type: 'text' }] },
        { name: 'A', columns: [{ name: 'b', type: 'text' }] },
      ],
    ],
    [
      'a reference to nothing',
      [{ name: 'a', columns: [{ name: 'b', type: 'text', references: { table: 'c', column: 'd' } }] }],
    ],
    ['an index of nothing', [{ name: 'a', columns: [{ name: 'b', type: 'text' }], indexes: [{ columns: ['c'] }] }]],
  ])('given %s, when the SQL is asked for, then the models are refused', async (_what, wrong) => {
    const workspace = await projectFolder();
    await expect(run(actions.generate_schema, workspace, { models: wrong, output_dir: 'db' })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
  });
});

describe('the look at a database and its upkeep', () => {
  it('given a database that lost most of its rows, when it is tidied up, then its file is smaller and the look says so', async () => {
    const workspace = await projectFolder();
    await run(actions.execute_statement, workspace, { database_url, query: 'CREATE TABLE "odd ""name" (a)' });
    await run(actions.execute_statement, workspace, {
      database_url,
      query:
        'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 2000) INSERT INTO "odd ""name" SELECT hex(zeroblob(200)) FROM c',
    });
    await run(actions.execute_statement, workspace, {
      database_url,
      query: 'DELETE FROM "odd ""name" WHERE rowid > 10',
    });
    const before = await run(actions.monitor_database, workspace, { database_url, check: true });
    expect(before).toMatchObject({
      dialect: 'sqlite',
      healthy: true,
      state: { tables: [{ name: 'odd "name', rows: 10 }], problems: [] },
    });
    const tidied = await run(actions.optimize_database, workspace, { database_url });
    expect(tidied.size_after_bytes).toBeLessThan(tidied.size_before_bytes / 2);
    expect(tidied.done).toContain('VACUUM');
    const after = await run(actions.monitor_database, workspace, { database_url });
    expect(after.state).toMatchObject({ free_bytes: 0, size_bytes: tidied.size_after_bytes });
  });

  it('given rows that refer to none, when the database is checked, then it is not healthy', async () => {
    const workspace = await projectFolder();
    const careless = new DatabaseSync(join(workspace, database_url), { enableForeignKeyConstraints: false });
    careless.exec(
      'CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a (id)); INSERT INTO b VALUES (5), (6)',
    );
    careless.close();
    const { healthy, state } = await run(actions.monitor_database, workspace, { database_url, check: true });
    expect(healthy).toBe(false);
    expect(state).toMatchObject({ problems: ['2 rows of "b" refer to none of "a"'] });
  });
});

describe('statements of a script', () => {
  const words = (sql: string, dialect: 'sqlite' | 'postgresql'): (string | undefined)[] =>
    statements(sql, dialect).map((one) => one.words[0]);

  it.each([
    ["SELECT ';', \"a;b\", 'it''s;' -- ;\n; /* ; */ INSERT", 'sqlite', ['SELECT', 'INSERT']],
    ['SELECT [a;b], `c;d`; DELETE', 'sqlite', ['SELECT', 'DELETE']],
    [
      'CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 2; END; DROP TABLE a',
      'sqlite',
      ['CREATE', 'DROP'],
    ],
    ['SELECT $$;$$, $a$ ; $$ $a$; COMMIT', 'postgresql', ['SELECT', 'COMMIT']],
    ["SELECT E'\\';', E'a''b\\';', 'a\\'; COMMIT", 'postgresql', ['SELECT', 'COMMIT']],
    ['SELECT /* /* ; */ ; */ 1; END', 'postgresql', ['SELECT', 'END']],
    ['select a$b$c; rollback', 'postgresql', ['SELECT', 'ROLLBACK']],
    [';;  -- only\n', 'postgresql', []],
    ["SELECT 'never closed; COMMIT", 'postgresql', ['SELECT']],
  ] as const)('given %s in %s, when it is taken apart, then it has these statements', (sql, dialect, expected) => {
    expect(words(sql, dialect)).toEqual(expected);
  });

  it('given any pieces between two statements, when the whole is taken apart, then both are found and no more', () => {
    const text = fc.string({ maxLength: 20 });
    const piece = fc.oneof(
      text.map((inner) => `'${inner.replaceAll("'", "''")}'`),
      text.map((inner) => `"${inner.replaceAll('"', '""')}"`),
      text.map((inner) => `--${inner.replaceAll('\n', '')}\n`),
      text.map((inner) => `/*${inner.replaceAll('*', '').replaceAll('/', '')}*/`),
      fc.constantFrom(' ', '1', '+', '(', ')'),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.constantFrom('sqlite' as const, 'postgresql' as const),
        (pieces, dialect) => {
          expect(words(`SELECT ${pieces.join(' ')} ; DROP TABLE a`, dialect)).toEqual(['SELECT', 'DROP']);
        },
      ),
    );
  });
});
