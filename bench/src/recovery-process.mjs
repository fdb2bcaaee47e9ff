// Two processes of the recovery benchmark:
//   node --expose-gc recovery-process.mjs fill FOLDER ENDED OPEN STEPS   runs with events, the last ones without an end; then it kills itself
//   node --expose-gc recovery-process.mjs recover FOLDER STEPS            finds those without an end and folds them
import { runId } from '@codomyrmex/core';
import { initialState, plan, replay } from '@codomyrmex/dag';
import { openStore } from '@codomyrmex/journal-sqlite';
import { chain } from './graphs.mjs';

const [mode, folder, ...numbers] = process.argv.slice(2);

/** Runs whose events are written at the same time: their commits go to the disk together. */
const AT_ONCE = 200;

function eventsOf(steps, hasEnd) {
  const events = [{ type: 'run_started', at: 0 }];
  for (let task = 0; task < steps; task++) {
    events.push({ type: 'attempt_started', at: 1, task, attempt: 1 });
    events.push({ type: 'attempt_succeeded', at: 2, task, attempt: 1, output: { kind: 'inline', value: null } });
  }
  // What is left undone is the last step's second half.
  return hasEnd ? [...events, { type: 'run_ended', at: 3, status: 'completed' }] : events.slice(0, -1);
}

async function fill(ended, open, steps) {
  const { journal } = await openStore({ folder, durability: 'relaxed' });
  const record = (id) => ({ id, workflow: 'bench', definition: {}, parameters: {}, workspace: '/', createdAt: 0 });
  const [whole, half] = [eventsOf(steps, true), eventsOf(steps, false)];
  const ids = Array.from({ length: ended + open }, (_, run) => runId(`run-${String(run).padStart(6, '0')}`));
  // Those without an end lie among the others.
  const every = Math.floor((ended + open) / open);
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    await Promise.all(
      ids.slice(from, from + AT_ONCE).map(async (id, place) => {
        const events = (from + place) % every === 0 ? half : whole;
        await journal.begin(record(id), events.slice(0, 1));
        await journal.append(id, 1, events.slice(1));
      }),
    );
  }
  process.kill(process.pid, 'SIGKILL');
}

async function recover(steps) {
  const { plan: graph } = plan(chain(steps));
  globalThis.gc();
  const before = process.resourceUsage().maxRSS;
  const start = performance.now();
  const { journal, close } = await openStore({ folder, durability: 'relaxed' });
  const opened = performance.now();
  const found = await journal.list({ unfinished: true, limit: 10_000 });
  const listed = performance.now();
  let undone = 0;
  for (const { id } of found) {
    const state = initialState(graph);
    replay(state, await journal.read(id));
    if (state.phase.kind !== 'ended') undone += 1;
  }
  const end = performance.now();
  const memory = (process.resourceUsage().maxRSS - before) / 1024;
  await close();
  console.log(
    JSON.stringify({
      runs: undone,
      open: opened - start,
      list: listed - opened,
      fold: end - listed,
      all: end - start,
      memory,
    }),
  );
}

const [first = 0, second = 0, third = 0] = numbers.map(Number);
if (mode === 'fill') await fill(first, second, third);
else await recover(first);
