import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { databaseManagement } from '../src/index.ts';
import { run } from './run.ts';

const { execute_query: query, run_migrations: migrate, describe_schema: describeTables } = databaseManagement.actions;
const database_url = 'sqlite:///app.db';
const base = { database_url, migration_dir: 'migrations' };

const files = {
  'migrations/0001_users.up.sql':
    "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\nINSERT INTO users (name) VALUES ('Ada');",
  'migrations/0001_users.down.sql': 'DROP TABLE users;',
  'migrations/0002_age.up.sql': 'ALTER TABLE users ADD COLUMN age INTEGER;',
  'migrations/0002_age.down.sql': 'ALTER TABLE users DROP COLUMN age;',
  'migrations/0010_index.sql': 'CREATE INDEX users_name ON users (name);',
  'migrations/README.md': 'not a migration',
};

async function columnsOf(workspace: string): Promise<string[]> {
  const { tables } = await run(describeTables, workspace, { database_url });
  return tables.find(({ name }) => name === 'users')?.columns.map(({ name }) => name) ?? [];
}

describe('migrations', () => {
  it('given a folder, when it is migrated up twice, then each is applied once, in order of numbers', async () => {
    const workspace = await projectFolder(files);
    const first = await run(migrate, workspace, base);
    expect(first).toMatchObject({ applied: ['1', '2', '10'], current_version: '10', dry_run: false });
    expect(first.migrations.map(({ version, name, direction }) => [version, name, direction])).toEqual([
      ['1', 'users', 'up'],
      ['2', 'age', 'up'],
      ['10', 'index', 'up'],
    ]);
    expect(await run(migrate, workspace, base)).toMatchObject({ migrations: [], applied: ['1', '2', '10'] });
    expect(await columnsOf(workspace)).toEqual(['id', 'name', 'age']);
  });

  it('given a dry run, when nothing is there yet or all is, then it tells what would be run and changes nothing', async () => {
    const workspace = await projectFolder({ ...files, 'app.db': '' });
    const told = await run(migrate, workspace, { ...base, dry_run: true });
    expect(told.migrations).toHaveLength(3);
    expect(await columnsOf(workspace)).toEqual([]);
    await rm(join(workspace, 'app.db'));
    await expect(run(migrate, workspace, { ...base, dry_run: true })).rejects.toMatchObject({
      code: 'DATABASE_NOT_FOUND',
    });
    expect(existsSync(join(workspace, 'app.db'))).toBe(false);
  });

  it('given applied migrations, when they are undone, then one at a time, or all down to a target', async () => {
    const workspace = await projectFolder(files);
    await run(migrate, workspace, { ...base, target: '2' });
    expect(await run(migrate, workspace, { ...base, direction: 'down' })).toMatchObject({
      applied: ['1'],
      current_version: '1',
    });
    expect(await columnsOf(workspace)).toEqual(['id', 'name']);
    expect(await run(migrate, workspace, { ...base, direction: 'down', target: '0' })).toMatchObject({
      applied: [],
      current_version: null,
    });
    expect(await columnsOf(workspace)).toEqual([]);
  });

  it('given a migration without a way down among several, when they are undone, then none is', async () => {
    const workspace = await projectFolder(files);
    await run(migrate, workspace, base);
    await expect(run(migrate, workspace, { ...base, direction: 'down', target: '0' })).rejects.toMatchObject({
      code: 'MIGRATION_IRREVERSIBLE',
      message: expect.stringContaining('10 (index)'),
    });
    expect(await columnsOf(workspace)).toContain('age');
  });

  it('given a script that fails half way, when it is run, then nothing of it is left and those before it stay', async () => {
    const workspace = await projectFolder({
      ...files,
      'migrations/0003_bad.up.sql': 'CREATE TABLE other (a);\nINSERT INTO nowhere VALUES (1);',
    });
    await expect(run(migrate, workspace, base)).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringMatching(/3 \(bad\), up.*no such table: nowhere/),
    });
    const { rows } = await run(query, workspace, {
      database_url,
      query: "SELECT name FROM sqlite_schema WHERE name IN ('other', 'users')",
    });
    expect(rows).toEqual([{ name: 'users' }]);
    await writeFile(join(workspace, 'migrations/0003_bad.up.sql'), 'CREATE TABLE other (a);');
    expect(await run(migrate, workspace, base)).toMatchObject({ applied: ['1', '2', '3', '10'] });
  });

  it.each(['COMMIT; DROP TABLE users;', "ATTACH 'x.db' AS x;", 'PRAGMA foreign_keys = OFF;', 'SAVEPOINT s;'])(
    'given a script with %s, when it is run, then it is refused whole',
    async (text) => {
      const workspace = await projectFolder({ ...files, 'migrations/0003_bad.up.sql': text });
      await expect(run(migrate, workspace, base)).rejects.toMatchObject({
        code: 'MIGRATION_FAILED',
        message: expect.stringContaining('not allowed'),
      });
      expect(await columnsOf(workspace)).toEqual(['id', 'name', 'age']);
      expect(existsSync(join(workspace, 'x.db'))).toBe(false);
    },
  );

  it('given an applied file that was changed, removed or overtaken, when it is migrated, then that is refused', async () => {
    const workspace = await projectFolder(files);
    const file = join(workspace, 'migrations/0002_age.up.sql');
    await run(migrate, workspace, base);
    await writeFile(file, files['migrations/0002_age.up.sql'].replaceAll('\n', '\r\n'));
    await run(migrate, workspace, base);
    await writeFile(file, 'ALTER TABLE users ADD COLUMN years INTEGER;');
    await expect(run(migrate, workspace, base)).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' });
    await expect(run(migrate, workspace, { ...base, direction: 'down', dry_run: true })).rejects.toMatchObject({
      code: 'MIGRATION_CHANGED',
    });
    await rm(file);
    await rm(join(workspace, 'migrations/0002_age.down.sql'));
    await expect(run(migrate, workspace, base)).rejects.toMatchObject({ code: 'MIGRATION_MISSING' });
    await writeFile(file, files['migrations/0002_age.up.sql']);
    await writeFile(join(workspace, 'migrations/0005_late.sql'), 'SELECT 1;');
    await expect(run(migrate, workspace, base)).rejects.toMatchObject({ code: 'MIGRATION_OUT_OF_ORDER' });
  });

  it('given a table that others refer to, when it is rebuilt, then it may be, and rows that refer to none are refused', async () => {
    const workspace = await projectFolder({
      'migrations/1_tables.sql':
        'CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a (id)); INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);',
      'migrations/2_rebuild.sql':
        'CREATE TABLE c (id INTEGER PRIMARY KEY, n TEXT); INSERT INTO c (id) SELECT id FROM a; DROP TABLE a; ALTER TABLE c RENAME TO a;',
    });
    await run(migrate, workspace, base);
    expect((await run(query, workspace, { database_url, query: 'SELECT n FROM a JOIN b ON b.a = a.id' })).rows).toEqual(
      [{ n: null }],
    );
    await writeFile(join(workspace, 'migrations/3_orphan.sql'), 'DELETE FROM a;');
    await expect(run(migrate, workspace, base)).rejects.toMatchObject({ code: 'FOREIGN_KEY_VIOLATED' });
    expect((await run(query, workspace, { database_url, query: 'SELECT * FROM a' })).row_count).toBe(1);
  });

  it.each([
    [
      'two of one number',
      { 'migrations/1_a.sql': '', 'migrations/01_b.sql': '' },
      /several migrations have the number 1/,
    ],
    ['a way down alone', { 'migrations/1_a.down.sql': '' }, /way down and none up/],
    ['a name without a number', { 'migrations/users.sql': '' }, /no name of a migration/],
  ])('given %s, when it is migrated, then the files are refused', async (_what, written, message) => {
    const workspace = await projectFolder(written);
    await expect(run(migrate, workspace, base)).rejects.toMatchObject({
      code: 'MIGRATIONS_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('given a folder outside of the workspace, when it is migrated, then it is refused', async () => {
    const workspace = await projectFolder();
    await expect(run(migrate, workspace, { ...base, migration_dir: '../elsewhere' })).rejects.toMatchObject({
      code: 'PATH_REFUSED',
    });
  });

  it('given any walk up and down, when it ends, then the tables are those of the migrations that are applied', async () => {
    const names = ['1', '2', '3', '4'];
    const step = fc.record({
      direction: fc.constantFrom('up' as const, 'down' as const),
      target: fc.option(fc.constantFrom('0', ...names), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        const workspace = await projectFolder(
          Object.fromEntries(
            names.flatMap((name) => [
              [`migrations/${name}_t.up.sql`, `CREATE TABLE t${name} (a);`],
              [`migrations/${name}_t.down.sql`, `DROP TABLE t${name};`],
            ]),
          ),
        );
        let expected = 0;
        for (const { direction, target } of steps) {
          const { applied } = await run(migrate, workspace, {
            ...base,
            direction,
            ...(target !== undefined && { target }),
          });
          if (direction === 'up') expected = Math.max(expected, Number(target ?? names.length));
          else expected = target === undefined ? Math.max(0, expected - 1) : Math.min(expected, Number(target));
          expect(applied).toEqual(names.slice(0, expected));
          const { tables } = await run(describeTables, workspace, { database_url });
          expect(tables.map(({ name }) => name).filter((name) => name !== 'codomyrmex_migrations')).toEqual(
            names.slice(0, expected).map((name) => `t${name}`),
          );
        }
      }),
      { numRuns: 15 },
    );
  });
});
