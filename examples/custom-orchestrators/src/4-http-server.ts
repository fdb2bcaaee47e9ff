// An orchestrator in an HTTP server: node dist/4-http-server.js [data folder]
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrchestrator } from '@codomyrmex/engine';
import { openStore } from '@codomyrmex/journal-sqlite';
import { RunServer } from './server/run-server.ts';
import { words } from './words.ts';

const given = process.argv[2];
const folder = given ?? (await mkdtemp(join(tmpdir(), 'codomyrmex-example-')));
const store = await openStore({ folder, durability: 'relaxed' });
const { journal, payloads, inbox } = store;
const orchestrator = createOrchestrator({
  plugins: [words],
  journal,
  payloads,
  inbox,
  dataFolder: folder,
  secrets: (name) => (name === 'SIGNING_KEY' ? 'an example' : undefined),
});
const signing = {
  name: 'signing',
  parameters: { text: { type: 'string' } },
  steps: [
    { name: 'count', module: 'words', action: 'count', parameters: { text: '{{ text }}' } },
    // Fails once, so that there is something to watch.
    {
      name: 'sign',
      module: 'words',
      action: 'sign',
      parameters: { text: '{{ text }}: {{ count.output.words }}' },
      retry_delay: 0.5,
    },
  ],
};
const token = randomBytes(16).toString('hex');
const server = new RunServer({ orchestrator, journal, token, workflows: { signing }, workspace: folder });
for (const { id } of await journal.list({ unfinished: true })) await orchestrator.resume(id);
console.log(JSON.stringify({ url: await server.listen(), token }));
await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
await server.close();
await store.close();
if (given === undefined) await rm(folder, { recursive: true });
console.log('every run has ended, or can be resumed');
