import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseManagement } from '../src/index.ts';
import { PostgresServer } from './postgres-server.ts';
import { run } from './run.ts';

const actions = databaseManagement.actions;
const { execute_query: query, execute_statement: statement } = actions;

describe.skipIf(!PostgresServer.isInstalled)('PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  const secrets = {
    get secrets() {
      return { DATABASE_PASSWORD: server.password };
    },
  };
  const ask = async (text: string, params: (string | number | boolean | null)[] = []) =>
    run(query, await projectFolder(), { database_url: server.url(), query: text, params }, secrets);
  const change = async (text: string, params: (string | number | boolean | null)[] = []) =>
    run(statement, await projectFolder(), { database_url: server.url(), query: text, params }, secrets);

  it('given values of many types, when they are read, then none of their digits, offsets or bytes is lost', async () => {
    const { rows, columns } = await ask(
      `SELECT 9223372036854775807 AS big, 5::bigint AS small, 1.10::numeric AS exact, 'NaN'::float8 AS nan, true AS truth,
        '{"a": [1]}'::jsonb AS json, '\\x00ff'::bytea AS bytes, ARRAY['a', NULL, 'b'] AS list, DATE '2026-02-03' AS day,
        TIMESTAMPTZ '2026-02-03 04:05:06.789012+00' AT TIME ZONE 'UTC' AS moment, NULL AS nil, 1 AS nil`,
    );
    expect(columns.slice(-2)).toEqual(['nil', 'nil_2']);
    expect(rows).toEqual([
      {
        big: '9223372036854775807',
        small: 5,
        exact: '1.10',
        nan: 'NaN',
        truth: true,
        json: { a: [1] },
        bytes: { base64: 'AP8=' },
        list: ['a', null, 'b'],
        day: '2026-02-03',
        moment: '2026-02-03 04:05:06.789012',
        nil: null,
        nil_2: 1,
      },
    ]);
  });

  it('given a value that looks like SQL, when it is bound, then it is only a value', async () => {
    const hostile = "'; DROP TABLE people; --";
    await change('CREATE TABLE people (id serial PRIMARY KEY, name text NOT NULL)');
    expect(await change('INSERT INTO people (name) VALUES ($1), ($2)', ['Ada', hostile])).toMatchObject({
      row_count: 2,
      rows: [],
    });
    expect((await ask('SELECT id FROM people WHERE name = $1', [hostile])).rows).toEqual([{ id: 2 }]);
    expect((await change('UPDATE people SET name = $1 WHERE id = $2 RETURNING name', ['Grace', 2])).rows).toEqual([
      { name: 'Grace' },
    ]);
    await change('DROP TABLE people');
  });

  it.each([
    ['CREATE TABLE x (a int)', /CREATE is none that only reads/],
    ['WITH x AS (DELETE FROM kept RETURNING 1) SELECT * FROM x', /read-only transaction/],
    ["COPY (SELECT 1) TO PROGRAM 'touch /tmp/codomyrmex-copied'", /COPY reaches beyond/],
    ['SELECT 1; DROP TABLE kept', /2 statements/],
    ['COMMIT', /COMMIT, because the action has a transaction of its own/],
    ["SELECT setval('kept_a_seq', 5)", /read-only transaction/],
    ['SET TRANSACTION READ WRITE', /SET is none that only reads/],
  ])('given the query %s, when it is run, then it is refused and nothing changes', async (text, message) => {
    await change('CREATE TABLE kept (a serial)');
    await change('INSERT INTO kept DEFAULT VALUES');
    await expect(ask(text)).rejects.toMatchObject({ code: 'QUERY_REFUSED', message: expect.stringMatching(message) });
    expect((await ask('SELECT * FROM kept')).row_count).toBe(1);
    await change('DROP TABLE kept');
  });

  it('given more rows than wanted, when they are read, then no more are fetched, and a large result is refused', async () => {
    const started = performance.now();
    expect(await ask('SELECT generate_series(1, 100000000000) AS n')).toMatchObject({
      row_count: 1_000,
      truncated: true,
    });
    expect(performance.now() - started).toBeLessThan(20_000);
    const large = { database_url: server.url(), query: "SELECT repeat('x', 5000) AS text", max_bytes: 2_000 };
    await expect(run(query, await projectFolder(), large, secrets)).rejects.toMatchObject({ code: 'RESULT_TOO_LARGE' });
  });

  const running = (mark: string) =>
    ask(
      `SELECT pid FROM pg_stat_activity WHERE query LIKE '%${mark}%' AND state = 'active' AND pid <> pg_backend_pid()`,
    );

  it('given a statement that takes too long, when its time is over, then the server ends it', async () => {
    const slow = { database_url: server.url(), query: 'SELECT pg_sleep(60) AS slow_by_time', timeout_seconds: 0.2 };
    await expect(run(query, await projectFolder(), slow, secrets)).rejects.toMatchObject({ code: 'TIMEOUT_EXCEEDED' });
    expect((await running('slow_by_time')).row_count).toBe(0);
  });

  it('given a statement that runs, when the attempt is aborted, then it stops at once, and soon in the server, too', async () => {
    const abort = new AbortController();
    const workspace = await projectFolder();
    const slow = {
      database_url: server.url(),
      query: 'SELECT count(*) AS slow_by_abort FROM generate_series(1, 100000000000)',
    };
    const stopped = run(query, workspace, slow, { secrets: secrets.secrets, signal: abort.signal });
    await expect.poll(async () => (await running('slow_by_abort')).row_count, { timeout: 10_000 }).toBe(1);
    abort.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    await expect.poll(async () => (await running('slow_by_abort')).row_count, { timeout: 10_000 }).toBe(0);
  });

  it('given passwords in a url, a secret, none or a wrong one, when it connects, then with the right one only, and no message tells one', async () => {
    const workspace = await projectFolder();
    const select = { query: 'SELECT 1 AS n' };
    for (const database_url of [server.urlWithPassword, server.urlWithPassword.replace('postgresql:', 'postgres:')]) {
      expect((await run(query, workspace, { database_url, ...select })).rows).toEqual([{ n: 1 }]);
    }
    const viaSocket = { database_url: server.socketUrl, ...select };
    expect((await run(query, workspace, viaSocket, { secrets: { PGPASSWORD: server.password } })).rows).toEqual([
      { n: 1 },
    ]);
    await expect(run(query, workspace, { database_url: server.url(), ...select })).rejects.toMatchObject({
      code: 'CONNECTION_REFUSED',
      suggestions: [expect.stringContaining('DATABASE_PASSWORD')],
    });
    await expect(
      run(query, workspace, { database_url: server.url(), ...select }, { secrets: { PGPASSWORD: 'wrong-one' } }),
    ).rejects.toMatchObject({
      code: 'CONNECTION_REFUSED',
      message: expect.not.stringContaining('wrong-one'),
    });
    await expect(
      run(query, workspace, { database_url: server.url('nowhere'), ...select }, secrets),
    ).rejects.toMatchObject({ code: 'CONNECTION_REFUSED' });
    await expect(
      run(query, workspace, { database_url: `${server.url()}?sslmode=verify-full`, ...select }, secrets),
    ).rejects.toMatchObject({ code: 'CONNECTION_FAILED' });
  });

  it('given migrations, when they are run up, dry and down, then the tables follow, and a failed one leaves nothing', async () => {
    const workspace = await projectFolder({
      'm/1_a.up.sql':
        'CREATE TABLE ma (id int PRIMARY KEY); CREATE FUNCTION mf() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$;',
      'm/1_a.down.sql': 'DROP FUNCTION mf(); DROP TABLE ma;',
      'm/2_b.up.sql': 'CREATE TABLE mb (a int REFERENCES ma (id) ON DELETE CASCADE);',
      'm/2_b.down.sql': 'DROP TABLE mb;',
    });
    const base = { migration_dir: 'm', database_url: server.url() };
    expect((await run(actions.run_migrations, workspace, { ...base, dry_run: true }, secrets)).migrations).toHaveLength(
      2,
    );
    // Two at once: the lock lets the second see what the first did.
    const both = await Promise.allSettled([
      run(actions.run_migrations, workspace, base, secrets),
      run(actions.run_migrations, workspace, base, secrets),
    ]);
    for (const one of both)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'MIGRATION_CONFLICT' });
    expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await run(actions.run_migrations, workspace, base, secrets)).toMatchObject({
      migrations: [],
      applied: ['1', '2'],
    });
    const { tables } = await run(
      actions.describe_schema,
      workspace,
      { database_url: server.url(), tables: ['ma', 'mb'] },
      secrets,
    );
    expect(tables).toMatchObject([
      {
        name: 'ma',
        kind: 'table',
        columns: [{ name: 'id', type: 'integer', nullable: false, primary_key: true }],
        indexes: [{ name: 'ma_pkey', unique: true, columns: ['id'] }],
      },
      {
        name: 'mb',
        foreign_keys: [{ columns: ['a'], references_table: 'ma', references_columns: ['id'], on_delete: 'CASCADE' }],
      },
    ]);
    await writeFile(join(workspace, 'm/3_bad.up.sql'), 'CREATE TABLE mc (a int); SELECT nowhere();');
    await expect(run(actions.run_migrations, workspace, base, secrets)).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
    });
    await writeFile(join(workspace, 'm/3_bad.up.sql'), 'CREATE TABLE mc (a int); COMMIT; SELECT nowhere();');
    await expect(run(actions.run_migrations, workspace, base, secrets)).rejects.toMatchObject({
      code: 'QUERY_REFUSED',
    });
    expect((await ask("SELECT to_regclass('mc') AS name")).rows).toEqual([{ name: null }]);
    await writeFile(join(workspace, 'm/3_bad.up.sql'), '');
    expect(
      await run(actions.run_migrations, workspace, { ...base, direction: 'down', target: '0' }, secrets),
    ).toMatchObject({ applied: [] });
    await change('DROP TABLE codomyrmex_migrations');
  });

  it('given models that refer to each other, when their SQL is written and migrated, then the tables are there, and gone again', async () => {
    const workspace = await projectFolder();
    const key = { name: 'id', type: 'bigint' as const, primary_key: true };
    const models = [
      {
        name: 'chicken',
        columns: [
          key,
          {
            name: 'egg',
            type: 'bigint' as const,
            nullable: true,
            references: { table: 'egg', column: 'id', on_delete: 'set_null' as const },
          },
        ],
      },
      {
        name: 'egg',
        columns: [
          key,
          { name: 'hen', type: 'bigint' as const, references: { table: 'chicken', column: 'id' } },
          { name: 'data', type: 'json' as const, default: '{}' },
        ],
      },
    ];
    await run(actions.generate_schema, workspace, { models, output_dir: 'm', dialect: 'postgresql' });
    const base = { migration_dir: 'm', database_url: server.url() };
    await run(actions.run_migrations, workspace, base, secrets);
    const { tables } = await run(
      actions.describe_schema,
      workspace,
      { database_url: server.url(), tables: ['chicken', 'egg'] },
      secrets,
    );
    expect(tables.map(({ foreign_keys }) => foreign_keys[0]?.references_table)).toEqual(['egg', 'chicken']);
    await run(actions.run_migrations, workspace, { ...base, direction: 'down' }, secrets);
    expect((await ask("SELECT to_regclass('egg') AS name")).rows).toEqual([{ name: null }]);
    await change('DROP TABLE codomyrmex_migrations');
  });

  it('given a database, when it is backed up and restored, then its rows are there again, and without overwrite nothing is lost', async () => {
    const workspace = await projectFolder();
    await change('CREATE TABLE saved (a int)');
    await change('INSERT INTO saved SELECT generate_series(1, 1000)');
    const made = await run(
      actions.backup_database,
      workspace,
      { database_name: 'main', database_url: server.url() },
      secrets,
    );
    expect(made.format).toBe('pg_dump_custom');
    expect(readFileSync(join(workspace, made.backup_path)).subarray(0, 5).toString()).toBe('PGDMP');
    await change('DELETE FROM saved');
    const back = { backup_path: made.backup_path, database_url: server.url() };
    await expect(run(actions.restore_database, workspace, back, secrets)).rejects.toMatchObject({
      code: 'DATABASE_NOT_EMPTY',
    });
    await run(actions.restore_database, workspace, { ...back, overwrite: true }, secrets);
    expect((await ask('SELECT sum(a) AS n FROM saved')).rows).toEqual([{ n: 500_500 }]);
    const denied = run(actions.backup_database, workspace, { database_name: 'main', database_url: server.url() });
    await expect(denied).rejects.toMatchObject({
      code: 'BACKUP_FAILED',
      suggestions: [expect.stringContaining('PGPASSWORD')],
    });
    await change('DROP TABLE saved');
  });

  it('given a table with dead rows, when the database is looked at and tidied up, then both are told', async () => {
    const workspace = await projectFolder();
    await change('CREATE TABLE busy (a int)');
    await change('INSERT INTO busy SELECT generate_series(1, 1000)');
    const seen = await run(actions.monitor_database, workspace, { database_url: server.url() }, secrets);
    expect(seen).toMatchObject({
      dialect: 'postgresql',
      healthy: true,
      state: { server_version: expect.any(String), waiting_for_locks: 0 },
    });
    const tidied = await run(actions.optimize_database, workspace, { database_url: server.url() }, secrets);
    expect(tidied).toMatchObject({ dialect: 'postgresql', done: ['VACUUM (ANALYZE)'] });
    expect(tidied.size_after_bytes).toBeGreaterThan(0);
    await change('DROP TABLE busy');
  });
});

describe('PostgreSQL that is not there', () => {
  it('given a port where nobody listens, when it is asked, then the failure may be tried again and names no password', async () => {
    const workspace = await projectFolder();
    const nobody = { database_url: 'postgresql://u:hunter2secret@127.0.0.1:1/d', query: 'SELECT 1' };
    await expect(run(query, workspace, nobody)).rejects.toMatchObject({
      code: 'CONNECTION_FAILED',
      retryable: true,
      message: expect.not.stringContaining('hunter2secret'),
    });
  });
});
