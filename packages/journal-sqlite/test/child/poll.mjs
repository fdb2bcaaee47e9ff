// Lists and reads over and over until stdin ends; tells how often, and stops at the first thing that is not right.
import { openStore } from '@codomyrmex/journal-sqlite';

const [folder] = process.argv.slice(2);
const { journal, problems, close } = await openStore({ folder, durability: 'relaxed' });
let stopped = false;
process.stdin.on('end', () => {
  stopped = true;
});
process.stdin.resume();
/** By run: events may only become more. */
const seen = new Map();
let polls = 0;
console.log('polling');
while (!stopped) {
  for (const { id } of await journal.list({ limit: 5 })) {
    const events = await journal.read(id);
    if (events.length < (seen.get(id) ?? 0))
      throw new Error(`run ${id} had ${seen.get(id)} events, now ${events.length}`);
    for (const [position, { type, task }] of events.entries()) {
      if (type === 'attempt_started' && task !== position) throw new Error(`run ${id} has task ${task} at ${position}`);
    }
    seen.set(id, events.length);
  }
  if (problems().length > 0) throw problems()[0];
  polls++;
  // One turn of the event loop, for stdin.
  await new Promise((resolve) => setImmediate(resolve));
}
await close();
console.log(JSON.stringify({ polls, runs: seen.size }));
