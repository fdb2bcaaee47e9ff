import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { fileDigest } from './backup/backup-file.ts';
import { decompress, replaceSqlite, requireSound } from './backup/sqlite-backup.ts';
import { withTemporaryFolder } from './backup/temporary-folder.ts';
import { configurationSchema } from './configuration.ts';
import { databaseAddress, databaseUrl, type SqliteAddress } from './database-address.ts';
import { passwordSecrets } from './postgres/open-postgres.ts';
import { runPostgresTool } from './postgres/postgres-tools.ts';
import { refusal } from './refuse.ts';
import { SqliteConnection } from './sqlite/sqlite-connection.ts';
import { sqliteFile } from './sqlite/sqlite-file.ts';
import { withDatabase } from './with-database.ts';

const GIB = 1024 ** 3;

export const restoreDatabase = defineAction({
  title: 'Restore a database',
  description:
    'Puts a backup of backup_database in place of what a database holds. The file is held to its SHA-256 and looked at for soundness first; the whole is restored or nothing. A database that holds tables is refused unless overwrite is said.',
  input: z.strictObject({
    backup_path: z
      .string()
      .min(1)
      .max(4_096)
      .meta({ description: 'File of the workspace, with its .sha256 beside it unless sha256 is given.' }),
    database_url: databaseUrl,
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .meta({ description: 'What the file must be; read from the file beside it unless given.' }),
    overwrite: z.boolean().default(false).meta({ description: 'Whether what the database holds may be lost.' }),
    max_bytes: z
      .int()
      .min(1_024)
      .max(1_024 * GIB)
      .default(64 * GIB)
      .meta({ description: 'Bytes of the database at most.' }),
  }),
  output: z.object({
    success: z.literal(true),
    sha256: z.string(),
    duration: z.number().meta({ description: 'Seconds.' }),
  }),
  config: configurationSchema,
  effects: ['fs:read', 'fs:write', 'net', 'exec', 'secrets'],
  secrets: passwordSecrets,
  idempotent: false,
  isolation: 'process',
  timeout: 3_600,
  examples: [
    {
      title: 'Over what is there',
      input: {
        backup_path: 'backups/app-20260131T020000000Z.db.gz',
        database_url: 'sqlite:///data/app.db',
        overwrite: true,
      },
    },
  ],
  async run(context, { backup_path, database_url, sha256: expected, overwrite, max_bytes }) {
    const started = context.now();
    const address = databaseAddress(database_url);
    const backup = await backupFile(context, backup_path);
    const { sha256 } = await fileDigest(backup, context.signal);
    const wanted = expected ?? (await notedDigest(context, backup_path));
    if (sha256 !== wanted) {
      throw refusal(
        'BACKUP_UNSOUND',
        `${JSON.stringify(backup_path)} is not the file that was written: its SHA-256 is ${sha256}`,
      );
    }
    if (address.kind === 'sqlite') {
      await restoreSqlite(context, address, { backup, overwrite, maxBytes: max_bytes });
    } else {
      if (!overwrite) await requireEmpty(context, database_url);
      await runPostgresTool(context, address, [
        'pg_restore',
        '--single-transaction',
        '--exit-on-error',
        '--no-owner',
        ...(overwrite ? ['--clean', '--if-exists'] : []),
        `--dbname=${connectionName(address.database)}`,
        '--',
        backup,
      ]);
    }
    return { success: true as const, sha256, duration: (context.now() - started) / 1_000 };
  },
});

async function backupFile(context: ActionContext, path: string): Promise<string> {
  const facts = await context.fs.stat(path);
  if (facts?.kind !== 'file') throw refusal('NOT_FOUND', `there is no backup ${JSON.stringify(path)} in the workspace`);
  return context.fs.locate(path);
}

async function notedDigest(context: ActionContext, path: string): Promise<string> {
  if ((await context.fs.stat(`${path}.sha256`)) === undefined) {
    throw refusal(
      'NOT_FOUND',
      `there is no ${JSON.stringify(`${path}.sha256`)}`,
      'Give sha256, as backup_database told it.',
    );
  }
  const text = await context.fs.readText(`${path}.sha256`, { maxBytes: 4_096 });
  return /^[0-9a-f]{64}/.exec(text)?.[0] ?? '';
}

/** As a connection string of one value, so that a name with `=` or `:/` in it is not read as one. */
const connectionName = (database: string): string => `dbname='${database.replace(/[\\']/g, '\\$&')}'`;

interface Restoring {
  readonly backup: string;
  readonly overwrite: boolean;
  readonly maxBytes: number;
}

async function restoreSqlite(context: ActionContext, { path }: SqliteAddress, options: Restoring): Promise<void> {
  const file = await sqliteFile(context, path, 'made_when_missing');
  if (!options.overwrite) await requireEmpty(context, path);
  await withTemporaryFolder(await context.artifacts.folder(), async (temporary) => {
    const copy = join(temporary, 'backup.db');
    await unpack(options, copy, context.signal);
    await requireSound(copy, 'BACKUP_UNSOUND');
    const source = await SqliteConnection.open(copy, { readOnly: true, foreignKeys: 'enforced' });
    try {
      await replaceSqlite(context, source, file);
    } finally {
      await source.close();
    }
  });
}

async function unpack({ backup, maxBytes }: Restoring, copy: string, signal: AbortSignal): Promise<void> {
  if (backup.endsWith('.gz')) return decompress(backup, copy, { maxBytes, signal });
  const { bytes } = await fileDigest(backup, signal);
  if (bytes > maxBytes) throw refusal('BACKUP_TOO_LARGE', `the backup holds ${bytes} bytes`, 'Raise max_bytes.');
  await copyFile(backup, copy);
}

async function requireEmpty(context: ActionContext, url: string): Promise<void> {
  const tables = await withDatabase(context, url, { access: 'read' }, (connection) =>
    connection.own(
      connection.dialect === 'sqlite'
        ? 'SELECT name FROM sqlite_schema LIMIT 1'
        : "SELECT tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') LIMIT 1",
    ),
  );
  if (tables.length === 0) return;
  throw refusal(
    'DATABASE_NOT_EMPTY',
    `the database holds tables already, such as "${String(tables[0]?.name)}"`,
    'Set overwrite: true if what it holds may be lost.',
  );
}
