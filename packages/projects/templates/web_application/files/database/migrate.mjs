// The program of `npm run migrate`. Opening the store applies what is missing.
import { readConfig } from '../backend/config.mjs';
import { openStore } from './store.mjs';

const store = await openStore(readConfig(process.env, []).databaseUrl);
for (const name of store.migrated ?? []) console.log(`applied ${name}`);
console.log('the database is up to date');
await store.close();
