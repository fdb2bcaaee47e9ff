// Runs the workflow on a durable journal in a folder of its own: node dist/main.js [who]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrchestrator } from '@codomyrmex/engine';
import { openStore } from '@codomyrmex/journal-sqlite';
import { shell } from '@codomyrmex/plugin-shell';
import { words } from './words.ts';
import { greeting } from './workflow.ts';

const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-example-'));
const store = await openStore({ folder, durability: 'relaxed' });
const orchestrator = createOrchestrator({
  plugins: [shell, words],
  journal: store.journal,
  payloads: store.payloads,
  dataFolder: folder,
});
try {
  const who = process.argv[2];
  const prepared = await orchestrator.prepare(
    { definition: greeting },
    { workspace: folder, parameters: who === undefined ? {} : { who } },
  );
  const run = await orchestrator.start(prepared);
  await run.ended;
  const { status, results } = await orchestrator.document(run.id);
  console.log(JSON.stringify({ status, told: results.tell?.output }));
} finally {
  await orchestrator.close();
  await store.close();
  await rm(folder, { recursive: true });
}
