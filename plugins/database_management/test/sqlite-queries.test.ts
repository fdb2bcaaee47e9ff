import { existsSync, readFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, it } from 'vitest';
import { databaseManagement } from '../src/index.ts';
import { run } from './run.ts';

const { execute_query: query, execute_statement: statement } = databaseManagement.actions;
const url = 'sqlite:///data/app.db';

async function workspaceWithUsers(): Promise<string> {
  const workspace = await projectFolder();
  await run(statement, workspace, {
    database_url: url,
    query: 'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age)',
  });
  for (const [name, age] of [
    ['Ada', 36],
    ['Grace', 85],
    ["O'Brien; DROP TABLE users --", 1.5],
  ] as const) {
    await run(statement, workspace, {
      database_url: url,
      query: 'INSERT INTO users (name, age) VALUES (?, ?)',
      params: [name, age],
    });
  }
  return workspace;
}

describe('queries of SQLite', () => {
  it('given rows, when they are asked for with a bound value, then they come as objects with their columns', async () => {
    const workspace = await workspaceWithUsers();
    const result = await run(query, workspace, {
      database_url: url,
      query: 'SELECT id, name, age FROM users WHERE age >= ? ORDER BY id',
      params: [36],
    });
    expect(result).toMatchObject({
      success: true,
      columns: ['id', 'name', 'age'],
      rows: [
        { id: 1, name: 'Ada', age: 36 },
        { id: 2, name: 'Grace', age: 85 },
      ],
      row_count: 2,
      truncated: false,
      error_message: null,
    });
    expect(result.execution_time).toBeGreaterThanOrEqual(0);
  });

  it('given a value that looks like SQL, when it is bound by name, then it is only a value', async () => {
    const workspace = await workspaceWithUsers();
    const hostile = "O'Brien; DROP TABLE users --";
    const found = await run(query, workspace, {
      database_url: url,
      query: 'SELECT age FROM users WHERE name = :name',
      params: { name: hostile },
    });
    expect(found.rows).toEqual([{ age: 1.5 }]);
    const none = await run(query, workspace, {
      database_url: url,
      query: 'SELECT 1 FROM users WHERE name = ?',
      params: ["' OR '1'='1"],
    });
    expect(none.row_count).toBe(0);
  });

  it('given values that JSON cannot hold, when they are read, then none of their digits or bytes is lost', async () => {
    const workspace = await workspaceWithUsers();
    const { rows } = await run(query, workspace, {
      database_url: url,
      query:
        "SELECT 9223372036854775807 AS big, 9007199254740991 AS safe, x'00ff' AS bytes, 1e999 AS endless, NULL AS nil, ? AS truth, ? AS again, 7 AS safe",
      params: [true, { base64: 'AP8=' }],
    });
    expect(rows).toEqual([
      {
        big: '9223372036854775807',
        safe: 9007199254740991,
        bytes: { base64: 'AP8=' },
        endless: 'Infinity',
        nil: null,
        truth: 1,
        again: { base64: 'AP8=' },
        safe_2: 7,
      },
    ]);
  });

  it.each([
    ['an insertion', "INSERT INTO users (name) VALUES ('x')", /changing the database is not allowed/],
    ['a deletion behind WITH', 'WITH a AS (SELECT 1) DELETE FROM users', /changing the database/],
    ['a table', 'CREATE TABLE other (a)', /changing the database/],
    ['a temporary table', 'CREATE TEMP TABLE other (a)', /changing the database/],
    ['another file', "ATTACH DATABASE 'other.db' AS other", /attaching another database file/],
    ['a copy of the file', "VACUUM INTO 'copy.db'", /VACUUM, which also writes other files/],
    ['an extension', "SELECT load_extension('evil')", /the function load_extension/],
    ['a tokenizer', "SELECT fts3_tokenizer('simple')", /the function fts3_tokenizer/],
    ['a setting', 'PRAGMA journal_mode = WAL', /setting PRAGMA journal_mode/],
    ['writable tables of the system', 'PRAGMA writable_schema = ON', /setting PRAGMA writable_schema/],
    ['a folder for temporary files', "PRAGMA temp_store_directory = '/'", /setting PRAGMA temp_store_directory/],
    ['a transaction', 'BEGIN', /a transaction/],
    ['a savepoint', 'SAVEPOINT a', /savepoints/],
    ['a second statement', 'SELECT 1; DROP TABLE users', /2 statements/],
    ['a second statement behind a comment', 'SELECT 1 /* ; */ ; -- x\n DROP TABLE users', /2 statements/],
    ['nothing but a comment', '-- nothing', /no statement/],
  ])('given a query with %s, when it is run, then it is refused and nothing changes', async (_what, text, message) => {
    const workspace = await workspaceWithUsers();
    const before = readFileSync(join(workspace, 'data/app.db'));
    await expect(run(query, workspace, { database_url: url, query: text })).rejects.toMatchObject({
      code: 'QUERY_REFUSED',
      message: expect.stringMatching(message),
    });
    expect(readFileSync(join(workspace, 'data/app.db'))).toEqual(before);
    expect(existsSync(join(workspace, 'copy.db'))).toBe(false);
  });

  it('given pragmas that only tell, when they are asked, then they answer', async () => {
    const workspace = await workspaceWithUsers();
    for (const text of [
      'PRAGMA table_info(users)',
      "SELECT name FROM pragma_table_info('users')",
      'PRAGMA journal_mode',
      'EXPLAIN SELECT 1',
    ]) {
      expect((await run(query, workspace, { database_url: url, query: text })).row_count).toBeGreaterThan(0);
    }
  });

  it('given more rows than wanted, when they are read, then the rest is left out and said to be', async () => {
    const workspace = await workspaceWithUsers();
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c';
    const result = await run(query, workspace, { database_url: url, query: endless, max_rows: 5 });
    expect(result).toMatchObject({ row_count: 5, truncated: true });
    await expect(
      run(query, workspace, { database_url: url, query: 'SELECT hex(zeroblob(5000)) AS text', max_bytes: 2_000 }),
    ).rejects.toMatchObject({ code: 'RESULT_TOO_LARGE' });
    await expect(
      run(query, workspace, { database_url: url, query: 'SELECT length(zeroblob(1000000000))' }),
    ).rejects.toMatchObject({ code: 'QUERY_FAILED' });
  });

  it('given a statement that SQLite does not take, when check is off, then it is told in the result; otherwise the step fails', async () => {
    const workspace = await workspaceWithUsers();
    const wrong = { database_url: url, query: 'SELECT nowhere FROM users' };
    await expect(run(query, workspace, wrong)).rejects.toMatchObject({ code: 'QUERY_FAILED', retryable: false });
    expect(await run(query, workspace, { ...wrong, check: false })).toMatchObject({
      success: false,
      rows: [],
      error_message: expect.stringContaining('no such column'),
    });
    const refused = { database_url: url, query: 'DROP TABLE users', check: false };
    await expect(run(query, workspace, refused)).rejects.toMatchObject({ code: 'QUERY_REFUSED' });
  });
});

describe('statements that change SQLite', () => {
  it('given a row, when it is changed, then the number of changed rows is told, and RETURNING gives rows', async () => {
    const workspace = await workspaceWithUsers();
    const changed = await run(statement, workspace, {
      database_url: url,
      query: 'UPDATE users SET age = age + 1 WHERE id < 3',
    });
    expect(changed).toMatchObject({ row_count: 2, rows: [], columns: [] });
    const { rows } = await run(statement, workspace, {
      database_url: url,
      query: 'DELETE FROM users RETURNING id',
      max_rows: 1,
    });
    expect(rows).toEqual([{ id: 1 }]);
    expect((await run(query, workspace, { database_url: url, query: 'SELECT * FROM users' })).row_count).toBe(0);
  });

  it('given a trigger with statements of its own, when it is made, then it is one statement', async () => {
    const workspace = await workspaceWithUsers();
    await run(statement, workspace, {
      database_url: url,
      query:
        'CREATE TRIGGER t AFTER INSERT ON users BEGIN UPDATE users SET age = CASE WHEN age > 1 THEN 2 END; UPDATE users SET name = 1; END;',
    });
    await run(statement, workspace, { database_url: url, query: 'INSERT INTO users (age) VALUES (3)' });
    const { rows } = await run(query, workspace, { database_url: url, query: 'SELECT DISTINCT name FROM users' });
    expect(rows).toEqual([{ name: '1' }]);
  });

  it('given a violated constraint, when the statement fails, then nothing of it is kept', async () => {
    const workspace = await workspaceWithUsers();
    const twice = { database_url: url, query: 'INSERT INTO users (id, name) VALUES (10, 1), (1, 2)' };
    await expect(run(statement, workspace, twice)).rejects.toMatchObject({ code: 'QUERY_FAILED' });
    expect(
      (await run(query, workspace, { database_url: url, query: 'SELECT 1 FROM users WHERE id = 10' })).row_count,
    ).toBe(0);
  });

  it.each([
    ["ATTACH 'x.db' AS x"],
    ["VACUUM INTO 'x.db'"],
    ['PRAGMA writable_schema = 1'],
    ['COMMIT'],
    ["SELECT load_extension('x')"],
    ['CREATE VIRTUAL TABLE v USING dbstat'],
  ])('given %s, when it is run as a change, then it is refused', async (text) => {
    const workspace = await workspaceWithUsers();
    await expect(run(statement, workspace, { database_url: url, query: text })).rejects.toMatchObject({
      code: 'QUERY_REFUSED',
    });
    expect(existsSync(join(workspace, 'x.db'))).toBe(false);
  });

  it('given the statements that people change tables with, when they are run one by one, then all are taken', async () => {
    const workspace = await workspaceWithUsers();
    for (const text of [
      'ALTER TABLE users ADD COLUMN email TEXT',
      'ALTER TABLE users RENAME COLUMN email TO mail',
      'CREATE INDEX users_lower ON users (lower(name)) WHERE age > 1',
      'CREATE VIEW old AS SELECT * FROM users WHERE age > 50',
      'ALTER TABLE users RENAME TO people',
      'ANALYZE',
      'REINDEX',
      'DROP VIEW old',
      'ALTER TABLE people DROP COLUMN mail',
      "WITH a(n) AS (VALUES ('x')) INSERT INTO people (name) SELECT n FROM a WHERE true ON CONFLICT DO NOTHING",
      'CREATE VIRTUAL TABLE places USING rtree(id, x0, x1)',
      'INSERT INTO places VALUES (1, 2, 3)',
      'DROP TABLE places',
      'DROP TABLE people',
    ]) {
      expect(await run(statement, workspace, { database_url: url, query: text })).toMatchObject({ success: true });
    }
  });

  it('given a full-text table, when it is made and searched, then both work', async () => {
    const workspace = await workspaceWithUsers();
    await run(statement, workspace, { database_url: url, query: 'CREATE VIRTUAL TABLE notes USING fts5(body)' });
    await run(statement, workspace, {
      database_url: url,
      query: 'INSERT INTO notes VALUES (?)',
      params: ['a red fox'],
    });
    const found = await run(query, workspace, {
      database_url: url,
      query: "SELECT body FROM notes WHERE notes MATCH 'fox'",
    });
    expect(found.rows).toEqual([{ body: 'a red fox' }]);
  });
});

describe('where an SQLite file may be', () => {
  const select = { query: 'SELECT 1' };

  it.each([
    ['outside by dots', '../outside.db'],
    ['outside by dots behind a scheme', 'sqlite:///../outside.db'],
    ['absolute', 'sqlite:////etc/passwd'],
  ])('given a path that is %s, when it is opened, then it is refused', async (_what, database_url) => {
    const workspace = await projectFolder();
    await expect(run(query, workspace, { database_url, ...select })).rejects.toMatchObject({ code: 'PATH_REFUSED' });
    await expect(run(statement, workspace, { database_url, query: 'CREATE TABLE a (b)' })).rejects.toMatchObject({
      code: 'PATH_REFUSED',
    });
  });

  it('given links that lead outside, at the file or beside it, when it is opened, then it is refused', async () => {
    const outside = await workspaceWithUsers();
    const workspace = await workspaceWithUsers();
    await symlink(join(outside, 'data/app.db'), join(workspace, 'link.db'));
    await expect(run(query, workspace, { database_url: 'link.db', ...select })).rejects.toMatchObject({
      code: 'PATH_REFUSED',
    });
    await symlink(join(outside, 'data/app.db'), join(workspace, 'data/app.db-wal'));
    await expect(run(query, workspace, { database_url: url, ...select })).rejects.toMatchObject({
      code: 'PATH_REFUSED',
    });
  });

  it('given a configuration that allows absolute paths, when one is opened, then it is', async () => {
    const elsewhere = await workspaceWithUsers();
    const workspace = await projectFolder();
    const database_url = `sqlite:///${join(elsewhere, 'data/app.db')}`;
    const config = { allow_absolute_paths: true };
    const counted = await run(query, workspace, { database_url, query: 'SELECT count(*) AS n FROM users' }, { config });
    expect(counted.rows).toEqual([{ n: 3 }]);
  });

  it('given no file, a folder, or a file that is no database, when it is queried, then each is said', async () => {
    const workspace = await projectFolder({
      'text.db': 'this is no database, and it is long enough to be looked at'.repeat(40),
    });
    await mkdir(join(workspace, 'folder.db'));
    await expect(run(query, workspace, { database_url: 'none.db', ...select })).rejects.toMatchObject({
      code: 'DATABASE_NOT_FOUND',
    });
    await expect(run(query, workspace, { database_url: 'folder.db', ...select })).rejects.toMatchObject({
      code: 'NOT_A_DATABASE',
    });
    await expect(run(query, workspace, { database_url: 'text.db', ...select })).rejects.toMatchObject({
      code: 'NOT_A_DATABASE',
    });
    expect(existsSync(join(workspace, 'none.db'))).toBe(false);
  });

  it.each([
    'mysql://u:hunter2secret@h/d',
    'sqlite://',
    ':memory:',
    'postgresql://h',
    'postgresql://u:hunter2secret@h/d?sslkey=/etc/x',
  ])('given the url %s, when it is used, then it is refused without its password', async (database_url) => {
    const workspace = await projectFolder();
    const failed = run(query, workspace, { database_url, ...select });
    await expect(failed).rejects.toMatchObject({
      code: 'DATABASE_URL_INVALID',
      message: expect.not.stringContaining('hunter2'),
    });
  });
});
