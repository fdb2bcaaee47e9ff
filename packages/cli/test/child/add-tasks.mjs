import { join } from 'node:path';
import { createOrchestrator, TaskOrchestrator } from '@codomyrmex/engine';
import { openStore } from '@codomyrmex/journal-sqlite';
import shell from '@codomyrmex/plugin-shell';

// Adds tasks to a run of its own in the folder of its argument, and then waits to be killed.
const [folder] = process.argv.slice(2);
const store = await openStore({ folder: join(folder, 'data'), durability: 'relaxed' });
const orchestrator = createOrchestrator({ plugins: [shell], journal: store.journal, payloads: store.payloads });
const tasks = new TaskOrchestrator({ orchestrator, workspace: folder });
const run = (id, command, dependencies = []) =>
  tasks.addTask({ id, name: id, module: 'shell', action: 'run', parameters: { command }, maxRetries: 0, dependencies });
run('a', 'echo a >> marks; echo from a');
run('b', 'echo b >> marks; test -e go || sleep 300', ['a']);
run('ghostly', 'echo ghostly >> marks', ['ghost']);
await tasks.executeTask('a');
run('c', 'echo "{{ a.output.stdout }}" > c', ['a']);
void tasks.executeTask('b');
process.stdout.write(`${tasks.runId}\n`);
setInterval(() => {}, 1_000);
