// Appends until it is killed, and tells on stdout what was acknowledged: "<run> <events>".
import { writeSync } from 'node:fs';
import { openStore } from '@codomyrmex/journal-sqlite';
import { eventAt } from './kill-event.mjs';

const [folder, durability, number, random] = process.argv.slice(2);
const { journal } = await openStore({ folder, durability });
/** Runs that are in this process's hands are neither adopted nor begun twice. */
const MAX_RUNS = 6;
let steps = Math.floor(Number(random) * 1_000);

/** Waits where the pipe is full, as its reader may be behind. */
function tell(line) {
  for (;;) {
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

async function carry(run, from) {
  for (let position = from; ; ) {
    const size = 1 + (steps++ % 4);
    const events = Array.from({ length: size }, (_, index) => eventAt(run, position + index));
    await journal.append(run, position, events);
    position += size;
    tell(`${run} ${position}`);
  }
}

async function begin(run) {
  const record = {
    id: run,
    workflow: 'kill',
    definition: {},
    parameters: {},
    workspace: folder,
    createdAt: Number(number),
  };
  await journal.begin(record, [eventAt(run, 0)]);
  tell(`${run} 1`);
  return [run, 1];
}

const hands = [];
for (const { id, phase } of await journal.list({ unfinished: true, limit: MAX_RUNS / 2 })) {
  if (phase.kind !== 'interrupted') continue;
  try {
    await journal.adopt(id);
    hands.push([id, (await journal.read(id)).length]);
  } catch (error) {
    // The other process was quicker.
    if (error.code !== 'RUN_OWNED') throw error;
  }
}
for (let index = hands.length; index < MAX_RUNS; index++) hands.push(await begin(`${number}-${index}`));
await Promise.all(hands.map(([run, from]) => carry(run, from)));
