// node scripts/write-configuration-schema.mjs
// Writes the published JSON Schema of the configuration file from the built engine; a test of the engine says when it is stale.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from './workspace.mjs';

const engine = join(repositoryRoot, 'packages', 'engine');
const { configurationJsonSchema } = await import(pathToFileURL(join(engine, 'dist', 'index.js')).href);
writeFileSync(join(engine, 'configuration.schema.json'), `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`);
