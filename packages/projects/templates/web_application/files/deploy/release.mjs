// Puts together in deploy/release what a machine needs to run the application, and nothing else. It sends nothing anywhere.
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'deploy/release');

/** What belongs to it of each folder; data of this machine never does. */
const parts = [
  ['package.json'],
  ['backend', /\.mjs$/],
  ['database', /\.mjs$|\.sql$|^schema\.json$/],
  ['frontend/dist', /./],
];

await rm(target, { recursive: true, force: true });
for (const [name, wanted] of parts) {
  if (wanted === undefined) {
    await mkdir(target, { recursive: true });
    await cp(join(root, name), join(target, name));
    continue;
  }
  for (const entry of await readdir(join(root, name), { withFileTypes: true })) {
    if (entry.isFile() && !wanted.test(entry.name)) continue;
    await cp(join(root, name, entry.name), join(target, name, entry.name), { recursive: true });
  }
}
await writeFile(
  join(target, 'start.sh'),
  `#!/bin/sh
# Node 20.19 or newer is all that is needed. The settings are those of backend/config.mjs: HOST, PORT, DATABASE_URL.
cd "$(dirname "$0")" && exec node backend/server.mjs
`,
  { mode: 0o755 },
);
console.log('deploy/release is ready');
