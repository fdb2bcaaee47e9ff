// Appends single events to several runs in turn, then dies as if killed from outside.
import { openStore } from '@codomyrmex/journal-sqlite';

const [folder, runs, events] = process.argv.slice(2);
const { journal } = await openStore({ folder, durability: 'relaxed' });
for (let n = 0; n < Number(events); n++) {
  const id = `run ${n % Number(runs)}`;
  const position = Math.floor(n / Number(runs));
  if (position > 0) {
    await journal.append(id, position, [{ type: 'attempt_started', at: 1, task: position, attempt: 1 }]);
    continue;
  }
  const record = { id, workflow: 'torn', definition: {}, parameters: {}, workspace: folder, createdAt: n };
  await journal.begin(record, [{ type: 'run_started', at: 1 }]);
}
process.kill(process.pid, 'SIGKILL');
