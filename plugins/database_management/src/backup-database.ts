import { join } from 'node:path';
import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { publish } from './backup/backup-file.ts';
import { compress, copySqlite } from './backup/sqlite-backup.ts';
import { withTemporaryFolder } from './backup/temporary-folder.ts';
import { configurationSchema } from './configuration.ts';
import { databaseAddress, databaseUrl, type PostgresAddress, type SqliteAddress } from './database-address.ts';
import { passwordSecrets } from './postgres/open-postgres.ts';
import { runPostgresTool } from './postgres/postgres-tools.ts';
import { SqliteConnection } from './sqlite/sqlite-connection.ts';
import { sqliteFile } from './sqlite/sqlite-file.ts';

const input = z.strictObject({
  database_name: z
    .string()
    .regex(/^\w[\w.-]{0,99}$/, 'letters, digits, _, - and . only')
    .meta({
      description: 'What the file of the backup is called; without a url the SQLite file of the workspace, too.',
    }),
  database_url: databaseUrl.optional(),
  backup_type: z.enum(['full', 'schema']).default('full').meta({
    description: 'schema leaves the rows out; for PostgreSQL only.',
  }),
  compression: z
    .enum(['gzip', 'none'])
    .default('gzip')
    .meta({ description: 'Whether the backup is packed; an archive of pg_dump is packed within.' }),
  output_dir: z
    .string()
    .min(1)
    .max(4_096)
    .default('backups')
    .meta({ description: 'Folder of the workspace; made when missing.' }),
});

export const backupDatabase = defineAction({
  title: 'Back up a database',
  description:
    'Writes a consistent copy of a database that is in use: an SQLite file, checked for soundness, or an archive of pg_dump. Its SHA-256 is written beside it.',
  input: input.refine(
    ({ backup_type, database_url }) => backup_type === 'full' || /^postgres(?:ql)?:/i.test(database_url ?? ''),
    { path: ['backup_type'], error: 'an SQLite database is copied whole; describe_schema tells its tables' },
  ),
  output: z.object({
    success: z.literal(true),
    backup_path: z.string().meta({ description: 'From the workspace.' }),
    checksum_path: z.string(),
    sha256: z.string(),
    size_bytes: z.int(),
    format: z.enum(['sqlite', 'pg_dump_custom']),
    backup_type: z.enum(['full', 'schema']),
    compression: z.enum(['gzip', 'none']),
    duration: z.number().meta({ description: 'Seconds.' }),
  }),
  config: configurationSchema,
  effects: ['fs:read', 'fs:write', 'net', 'exec', 'secrets'],
  secrets: passwordSecrets,
  idempotent: true,
  isolation: 'process',
  timeout: 3_600,
  examples: [
    { title: 'An SQLite file', input: { database_name: 'app', database_url: 'sqlite:///data/app.db' } },
    {
      title: 'The tables of a server, without their rows',
      input: {
        database_name: 'shop',
        database_url: 'postgresql://app@db.example.com:5432/shop',
        backup_type: 'schema',
      },
    },
  ],
  async run(context, request) {
    const started = context.now();
    const address = databaseAddress(request.database_url ?? request.database_name);
    await context.fs.makeFolder(request.output_dir);
    const name = fileName(request, address.kind, started);
    const folder = await context.fs.locate(request.output_dir);
    const { sha256, bytes } = await withTemporaryFolder(folder, async (temporary) => {
      const made = join(temporary, name);
      if (address.kind === 'sqlite') await backUpSqlite(context, address, { made, compression: request.compression });
      else await backUpPostgres(context, address, { made, ...request });
      return publish(made, join(folder, name), context.signal);
    });
    const path = `${request.output_dir.replace(/\/+$/, '')}/${name}`;
    return {
      success: true as const,
      backup_path: path,
      checksum_path: `${path}.sha256`,
      sha256,
      size_bytes: bytes,
      format: address.kind === 'sqlite' ? ('sqlite' as const) : ('pg_dump_custom' as const),
      backup_type: request.backup_type,
      compression: request.compression,
      duration: (context.now() - started) / 1_000,
    };
  },
});

type Request = z.output<typeof input>;

function fileName({ database_name, compression }: Request, kind: 'sqlite' | 'postgresql', now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:]/g, '').replace('.', '');
  // An archive of pg_dump is compressed within.
  if (kind === 'postgresql') return `${database_name}-${stamp}.dump`;
  return `${database_name}-${stamp}.db${compression === 'gzip' ? '.gz' : ''}`;
}

async function backUpSqlite(
  context: ActionContext,
  { path }: SqliteAddress,
  { made, compression }: { readonly made: string; readonly compression: Request['compression'] },
): Promise<void> {
  const file = await sqliteFile(context, path, 'must_exist');
  const source = await SqliteConnection.open(file, { readOnly: true, foreignKeys: 'enforced' });
  const copy = compression === 'gzip' ? `${made}.copy` : made;
  try {
    await copySqlite(context, source, copy);
  } finally {
    await source.close();
  }
  if (compression === 'gzip') await compress(copy, made, context.signal);
}

async function backUpPostgres(
  context: ActionContext,
  address: PostgresAddress,
  { made, compression, backup_type }: Request & { readonly made: string },
): Promise<void> {
  await runPostgresTool(context, address, [
    'pg_dump',
    '--format=custom',
    `--compress=${compression === 'gzip' ? 6 : 0}`,
    `--file=${made}`,
    ...(backup_type === 'schema' ? ['--schema-only'] : []),
  ]);
}
