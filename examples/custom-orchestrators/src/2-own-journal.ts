// An orchestrator on a journal of your own, here one of JSON lines: node dist/2-own-journal.js [folder]
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrchestrator, definitionFrom } from '@codomyrmex/engine';
import { FileJournal } from './journal/file-journal.ts';
import { words } from './words.ts';

const given = process.argv[2];
const folder = given ?? (await mkdtemp(join(tmpdir(), 'codomyrmex-example-')));
const journal = new FileJournal(folder);
const orchestrator = createOrchestrator({ plugins: [words], journal });
const count = { module: 'words', action: 'count' };
const workflow = {
  name: 'counting',
  steps: [
    { ...count, name: 'first', parameters: { text: 'a few words' } },
    { ...count, name: 'second', parameters: { text: 'and {{ first.output.words }} more' } },
  ],
};
try {
  const prepared = await orchestrator.prepare(definitionFrom(workflow, 'counting'), { workspace: folder });
  const run = await orchestrator.start(prepared);
  await run.ended;
  const { status, steps_executed: steps } = await orchestrator.document(run.id);
  console.log(JSON.stringify({ status, steps }));
  const [place = ''] = await readdir(folder);
  const [head = '', ...appends] = (await readFile(join(folder, place, 'run.jsonl'), 'utf8')).trimEnd().split('\n');
  console.log(`run.jsonl begins with ${Object.keys(JSON.parse(head) as object).join(' and ')}`);
  const rows = appends.flatMap((line) => JSON.parse(line) as { type: string }[]); // as FileJournal writes them
  for (const { type } of rows) console.log(type);
} finally {
  await orchestrator.close();
  await journal.close();
  if (given === undefined) await rm(folder, { recursive: true });
}
