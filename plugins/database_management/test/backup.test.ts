import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, it } from 'vitest';
import { databaseManagement } from '../src/index.ts';
import { run } from './run.ts';

const {
  execute_query: query,
  execute_statement: statement,
  backup_database: backUp,
  restore_database: restore,
} = databaseManagement.actions;
const database_url = 'app.db';

async function workspaceWithRows(): Promise<string> {
  const workspace = await projectFolder();
  await run(statement, workspace, { database_url, query: 'CREATE TABLE t (a)' });
  await run(statement, workspace, {
    database_url,
    query: 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 5000) INSERT INTO t SELECT x FROM c',
  });
  return workspace;
}

const sumOf = async (workspace: string, url: string): Promise<unknown> =>
  (await run(query, workspace, { database_url: url, query: 'SELECT sum(a) AS n FROM t' })).rows[0]?.n;

describe('backups of SQLite', () => {
  it('given a database in WAL mode that another has open and changed, when it is backed up, then all that was committed is in the file', async () => {
    const workspace = await workspaceWithRows();
    const other = new DatabaseSync(join(workspace, 'app.db'));
    other.exec('PRAGMA journal_mode = WAL; INSERT INTO t VALUES (1000000); BEGIN; INSERT INTO t VALUES (7)');
    const made = await run(backUp, workspace, { database_name: 'app', database_url });
    other.exec('ROLLBACK');
    other.close();
    expect(made.backup_path).toMatch(/^backups\/app-\d{8}T\d{9}Z\.db\.gz$/);
    const bytes = gunzipSync(readFileSync(join(workspace, made.backup_path)));
    await writeFile(join(workspace, 'unpacked.db'), bytes);
    expect(await sumOf(workspace, 'unpacked.db')).toBe(12_502_500 + 1_000_000);
    expect(made.size_bytes).toBe(readFileSync(join(workspace, made.backup_path)).length);
    execFileSync('sha256sum', ['--check', '--status', `${made.backup_path.slice('backups/'.length)}.sha256`], {
      cwd: join(workspace, 'backups'),
    });
    expect(readdirSync(join(workspace, 'backups'))).toHaveLength(2);
  });

  it.each(['gzip', 'none'] as const)(
    'given a backup (%s), when it is restored elsewhere, then the rows are there again',
    async (compression) => {
      const workspace = await workspaceWithRows();
      const { backup_path, sha256 } = await run(backUp, workspace, { database_name: 'app', database_url, compression });
      expect(await run(restore, workspace, { backup_path, database_url: 'new/again.db' })).toMatchObject({
        success: true,
        sha256,
      });
      expect(await sumOf(workspace, 'new/again.db')).toBe(12_502_500);
    },
  );

  it('given a database with tables, when a backup is restored over it, then only with overwrite, and others who have it open see it', async () => {
    const workspace = await workspaceWithRows();
    const { backup_path } = await run(backUp, workspace, { database_name: 'app', database_url });
    await run(statement, workspace, { database_url, query: 'DELETE FROM t' });
    const other = new DatabaseSync(join(workspace, 'app.db'));
    await expect(run(restore, workspace, { backup_path, database_url })).rejects.toMatchObject({
      code: 'DATABASE_NOT_EMPTY',
    });
    await run(restore, workspace, { backup_path, database_url, overwrite: true });
    expect(other.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 5_000 });
    other.close();
  });

  it('given a database that another is writing to, when a backup is restored over it, then it may be tried again and nothing changes', async () => {
    const workspace = await workspaceWithRows();
    const { backup_path } = await run(backUp, workspace, { database_name: 'app.db' });
    await run(statement, workspace, { database_url, query: 'DELETE FROM t' });
    const other = new DatabaseSync(join(workspace, 'app.db'));
    other.exec('BEGIN EXCLUSIVE');
    const restored = run(restore, workspace, { backup_path, database_url, overwrite: true });
    await expect(restored).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
    other.exec('ROLLBACK');
    expect(other.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 0 });
    other.close();
  });

  it('given a file that was changed, is damaged or too large, when it is restored, then nothing is', async () => {
    const workspace = await workspaceWithRows();
    const { backup_path } = await run(backUp, workspace, { database_name: 'app', database_url, compression: 'none' });
    const bytes = readFileSync(join(workspace, backup_path));
    const changed = Buffer.from(bytes);
    changed.fill(0x5a, 4_096, 6_000);
    await writeFile(join(workspace, backup_path), changed);
    const to = { backup_path, database_url: 'again.db' };
    await expect(run(restore, workspace, to)).rejects.toMatchObject({ code: 'BACKUP_UNSOUND' });
    const sha256 = execFileSync('sha256sum', [join(workspace, backup_path)], { encoding: 'utf8' }).slice(0, 64);
    await expect(run(restore, workspace, { ...to, sha256 })).rejects.toMatchObject({
      code: expect.stringMatching(/BACKUP_UNSOUND|NOT_A_DATABASE/),
    });
    await writeFile(join(workspace, 'bomb.gz'), gzipSync(Buffer.alloc(4_000_000)));
    const bomb = execFileSync('sha256sum', [join(workspace, 'bomb.gz')], { encoding: 'utf8' }).slice(0, 64);
    await expect(
      run(restore, workspace, { backup_path: 'bomb.gz', database_url: 'again.db', sha256: bomb, max_bytes: 1_000_000 }),
    ).rejects.toMatchObject({ code: 'BACKUP_TOO_LARGE' });
    expect(
      (await run(query, workspace, { database_url: 'again.db', query: 'SELECT * FROM sqlite_schema' })).row_count,
    ).toBe(0);
  });

  it('given no database, or names that lead elsewhere, when it is backed up, then it is refused and nothing is left', async () => {
    const workspace = await workspaceWithRows();
    await expect(run(backUp, workspace, { database_name: 'app', database_url: 'none.db' })).rejects.toMatchObject({
      code: 'DATABASE_NOT_FOUND',
    });
    await expect(run(backUp, workspace, { database_name: '../app', database_url })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
    await expect(
      run(backUp, workspace, { database_name: 'app', database_url, output_dir: '../out' }),
    ).rejects.toMatchObject({ code: 'PATH_REFUSED' });
    await expect(
      run(backUp, workspace, { database_name: 'app', database_url, backup_type: 'schema' }),
    ).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    expect(readdirSync(join(workspace, 'backups'))).toEqual([]);
    expect(existsSync(join(workspace, 'none.db'))).toBe(false);
  });
});
