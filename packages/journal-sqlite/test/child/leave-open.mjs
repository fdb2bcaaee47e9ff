// Appends without waiting and without closing: the process must neither end before the append is durable nor stay for ever.
import { openStore } from '@codomyrmex/journal-sqlite';

const [folder, durability] = process.argv.slice(2);
const { journal } = await openStore({ folder, durability });
const record = { id: 'a', workflow: 'w', definition: {}, parameters: {}, workspace: folder, createdAt: 1 };
void journal.begin(record, [{ type: 'run_started', at: 1 }]);
void journal.append('a', 1, [{ type: 'attempt_started', at: 1, task: 0, attempt: 1 }]);
