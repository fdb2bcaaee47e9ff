// Fills a small disk through the store, makes room, and goes on; tells what happened as JSON.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '@codomyrmex/journal-sqlite';

const [disk, durability] = process.argv.slice(2);
const folder = join(disk, 'data');
const codeOf = async (call) => {
  try {
    await call();
    return 'none';
  } catch (error) {
    return error.code;
  }
};
const record = (id) => ({ id, workflow: 'fill', definition: {}, parameters: {}, workspace: folder, createdAt: 1 });
const large = (task) => ({
  type: 'attempt_succeeded',
  at: 1,
  task,
  attempt: 1,
  output: { kind: 'inline', value: 'x'.repeat(30_000) },
});

writeFileSync(join(disk, 'ballast'), Buffer.alloc(4_000_000));
const store = await openStore({ folder, durability });
const { journal, payloads, inbox } = store;
await inbox.send({ run: 'a', kind: 'cancel', reason: 'before' });
await journal.begin(record('a'), [{ type: 'run_started', at: 1 }]);
await journal.begin(record('b'), [{ type: 'run_started', at: 1 }]);
let stored = 1;
const filling = await codeOf(async () => {
  for (; stored < 1_000; stored++) await journal.append('a', stored, [large(stored)]);
});
const told = {
  filling,
  again: await codeOf(() => journal.append('a', stored, [large(stored)])),
  // Several megabytes at once do not fit, however little is left over of the last append's attempt.
  together: await codeOf(() =>
    journal.append(
      'b',
      1,
      Array.from({ length: 100 }, (_, n) => large(n)),
    ),
  ),
  payload: await codeOf(() => payloads.write(JSON.stringify('y'.repeat(4_500_000)))),
  readable: (await journal.read('a')).length === stored && (await journal.list()).length === 2,
};
rmSync(join(disk, 'ballast'));
await journal.adopt('a');
await journal.append('a', stored, [large(stored), { type: 'run_ended', at: 2, status: 'completed' }]);
await inbox.send({ run: 'a', kind: 'cancel', reason: 'after' });
const reasons = (await inbox.receive(['a'])).map(({ reason }) => reason);
await store.close();

const next = await openStore({ folder, durability });
const counts = [(await next.journal.read('a')).length - stored, (await next.journal.read('b')).length];
await next.journal.adopt('b');
await next.journal.append('b', 1, [large(1)]);
await next.close();
console.log(JSON.stringify({ ...told, reasons, counts }));
