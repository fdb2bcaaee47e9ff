// Appends more than a log holds before it is folded, and closes: nothing but the closing keeps the process then.
import { openStore } from '@codomyrmex/journal-sqlite';

const [folder, appends] = process.argv.slice(2);
const { journal, close } = await openStore({ folder, durability: 'relaxed' });
const record = { id: 'a', workflow: 'w', definition: {}, parameters: {}, workspace: folder, createdAt: 1 };
await journal.begin(record, [{ type: 'run_started', at: 1 }]);
for (let task = 0; task < Number(appends); task++) {
  await journal.append('a', task + 1, [{ type: 'attempt_started', at: 1, task, attempt: 1 }]);
}
await close();
