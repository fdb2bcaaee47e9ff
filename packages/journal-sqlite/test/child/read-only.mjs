// Reads and tries to write a data folder on a read-only disk; tells what happened as JSON.
import { openStore } from '@codomyrmex/journal-sqlite';

const [folder] = process.argv.slice(2);
const codeOf = async (call) => {
  try {
    await call();
    return 'none';
  } catch (error) {
    return error.code;
  }
};
const record = { id: 'b', workflow: 'w', definition: {}, parameters: {}, workspace: folder, createdAt: 1 };
const { journal, payloads, inbox, problems, close } = await openStore({ folder, durability: 'relaxed' });
const told = {
  heads: (await journal.list()).map(({ id, phase }) => `${id} ${phase.kind}`),
  problems: problems().map(({ message }) => message),
  events: await journal.read('a').then(
    (events) => events.length,
    (error) => error.code,
  ),
  begin: await codeOf(() => journal.begin(record, [{ type: 'run_started', at: 1 }])),
  adopt: await codeOf(() => journal.adopt('a')),
  payload: await codeOf(() => payloads.write('"x"')),
  send: await codeOf(() => inbox.send({ run: 'a', kind: 'cancel', reason: 'x' })),
};
await close();
console.log(JSON.stringify(told));
