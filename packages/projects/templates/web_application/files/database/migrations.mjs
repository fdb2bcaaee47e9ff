// Brings a database to what the numbered files of this folder say, each once, in their order. `npm run migrate` does it
// by hand; the application does it when it starts. NNNN_what.down.sql undoes NNNN_what.up.sql, for `database_management.run_migrations`
// and for people: nothing here goes backwards by itself.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { readConfig } = await import('../backend/config.mjs');
  const { openStore } = await import('./store.mjs');
  const store = await openStore(readConfig(process.env, []).databaseUrl);
  for (const name of store.migrated ?? []) console.log(`applied ${name}`);
  console.log('the database is up to date');
  await store.close();
}
