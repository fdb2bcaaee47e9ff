// Effects of your own in the runtime: actions performed by a worker elsewhere, other secrets, another clock, other names of runs.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrchestrator, definitionFrom } from '@codomyrmex/engine';
import { openStore } from '@codomyrmex/journal-sqlite';
import { hurriedClock } from './remote/hurried-clock.ts';
import { remotePerformer } from './remote/remote-performer.ts';
import { startWorker } from './remote/started-worker.ts';
import { words } from './words.ts';

const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-example-'));
const secretsFile = join(folder, 'secrets.json');
await writeFile(secretsFile, JSON.stringify({ SIGNING_KEY: 'kept in a file' }), { mode: 0o600 });
const secrets = new Map(Object.entries(JSON.parse(await readFile(secretsFile, 'utf8')) as Record<string, string>)); // ours
const worker = await startWorker(new URL('worker.js', import.meta.url));
const store = await openStore({ folder, durability: 'relaxed' });
let runs = 0;
const orchestrator = createOrchestrator({
  plugins: [words],
  journal: store.journal,
  payloads: store.payloads,
  secrets: (name) => secrets.get(name),
  clock: hurriedClock(600),
  ids: () => `example-${++runs}`,
  perform: remotePerformer(worker, (action) => action === 'words.count'),
});
const workflow = {
  name: 'signing',
  steps: [
    { name: 'count', module: 'words', action: 'count', parameters: { text: 'counted elsewhere' } },
    // Fails once: a minute passes before it is made again, by the clock of this composition.
    {
      name: 'sign',
      module: 'words',
      action: 'sign',
      parameters: { text: '{{ count.output.words }} words' },
      retry_delay: 60,
    },
  ],
};
try {
  const prepared = await orchestrator.prepare(definitionFrom(workflow, 'signing'), { workspace: folder });
  const run = await orchestrator.start(prepared);
  await run.ended;
  const { status, execution_id: id, execution_time: seconds, results } = await orchestrator.document(run.id);
  const { count, sign } = results;
  console.log(JSON.stringify({ id, status, words: words.actions.count.output.parse(count?.output).words }));
  console.log(JSON.stringify({ attempts: sign?.attempts, output: sign?.output }));
  const { process: counted } = words.actions.count.output.parse(count?.output);
  console.log(`counted by ${counted === worker.pid ? 'the worker' : 'this process'}`);
  console.log(`took ${seconds >= 48 ? 'about a minute or more by its own clock' : 'less than its delay'}`);
} finally {
  await orchestrator.close();
  await store.close();
  await worker.end();
  await rm(folder, { recursive: true });
}
