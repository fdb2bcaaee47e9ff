import { ResourceManager } from '@codomyrmex/resources';
import { atMost, ratio } from '../report/result.mjs';
import { cpuPerTask } from '../sampling.mjs';
import { demands, waitingRound } from '../waiting-rounds.mjs';

const clock = { now: () => 0, after: () => () => undefined };

/** What a mutex has to do at least: a queue of who waits, and a turn for each. */
function plainQueue(count) {
  const waiting = Array.from({ length: count }, (_, at) => ({ at }));
  let turns = 0;
  for (let head = 0; head < waiting.length; head++) turns += waiting[head] === undefined ? 0 : 1;
  if (turns !== count) throw new Error('not everybody had a turn');
}

/** At the door: all wait for one core of one, each gives it back at once. */
async function atTheDoor(count) {
  const door = new ResourceManager({ clock, resources: [{ id: 'cpu', type: 'cpu', capacity: { cores: 1 } }] });
  door.allocateResources('first', { cpu: 1 });
  const waiting = Array.from({ length: count }, (_, at) =>
    door.acquireResources(`${at}`, { cpu: 1 }).then(() => door.deallocateResources(`${at}`)),
  );
  door.deallocateResources('first');
  await Promise.all(waiting);
}

async function rowsOf(name, sizes, work) {
  const rows = [];
  let first;
  for (const tasks of sizes) {
    const repeats = tasks >= 1_000_000 ? 3 : 5;
    const limit = await cpuPerTask(() => plainQueue(tasks), { tasks, repeats });
    const ours = await cpuPerTask(() => work(tasks), { tasks, repeats });
    rows.push({
      name: `${name}, ${tasks.toLocaleString('en')}`,
      figures: { 'ask, grant and give back, µs': ours, 'a queue, µs': limit },
      ratios: first === undefined ? {} : { 'each, at ten times as many': ratio(ours, first, atMost(2)) },
    });
    first = ours;
  }
  return rows;
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Resources under contention',
  about: `As many as the name says ask at once for what there is little of; each gives back what it was granted, and the next is found. The
pure waiting line, and the door \`ResourceManager\` with its promises. The queue is an array that is walked over, without any rule.`,
  async run({ quick }) {
    const rows = [];
    for (const [name, needsOf] of Object.entries(demands)) {
      const sizes = quick ? [10_000] : [10_000, 100_000, ...(name === 'a slot' ? [1_000_000] : [])];
      rows.push(...(await rowsOf(name, sizes, (count) => waitingRound(count, needsOf))));
    }
    rows.push(...(await rowsOf('a core, at the door', quick ? [1_000] : [1_000, 10_000], atTheDoor)));
    return { rows };
  },
};
