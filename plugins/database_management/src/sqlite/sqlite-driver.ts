import type { DatabaseSync } from '@photostructure/sqlite';
import { refusal } from '../refuse.ts';

export type SqliteDatabase = InstanceType<typeof DatabaseSync>;

/** Optional, and loaded when first used: where there is no build of it, work on PostgreSQL goes on. */
export async function loadSqlite(): Promise<typeof import('@photostructure/sqlite')> {
  try {
    return await import('@photostructure/sqlite');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(
      'SQLITE_UNAVAILABLE',
      `SQLite cannot be loaded here: ${why}`,
      'Install with optional dependencies, on a platform that @photostructure/sqlite has a build for.',
    );
  }
}
