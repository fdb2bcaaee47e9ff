// Brings a database to what the numbered files of this folder say, each once, in their order. A store does it when it is
// opened: when the application starts, or for `npm run migrate` (migrate.mjs). NNNN_what.down.sql undoes NNNN_what.up.sql, for
// `database_management.run_migrations` and for people: nothing here goes backwards by itself.
import { readdir, readFile } from 'node:fs/promises';

/**
 * @param {{ applied: () => Promise<ReadonlySet<string>>, apply: (name: string, sql: string) => Promise<void> }} database
 *   `apply` does a migration and writes down its name, both or neither.
 * @returns names of those that were applied now
 */
export async function migrate(database) {
  const files = (await readdir(new URL('.', import.meta.url)))
    .filter((name) => /^\d{4}_\w+\.up\.sql$/.test(name))
    .sort();
  const applied = await database.applied();
  const missing = files.filter((name) => !applied.has(name));
  for (const name of missing) {
    await database.apply(name, await readFile(new URL(name, import.meta.url), 'utf8'));
  }
  return missing;
}
