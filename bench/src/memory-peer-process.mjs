// What one peer needs for graphs and chains, a line of JSON for each figure: node --expose-gc memory-peer-process.mjs PEER [--quick]
// In a process of its own: what one peer teaches the compiler and leaves on the heap would change the figures of the next.
import { checkedBody } from './checked-body.mjs';
import { chain, layered } from './graphs.mjs';
import { memoryPeers } from './memory-peers.mjs';
import { peer } from './peers.mjs';
import { cpuMicros, spreadOf } from './sampling.mjs';

const [name = '', ...options] = process.argv.slice(2);
const isQuick = options.includes('--quick');
const STEPS = 10;
const RUNS = isQuick ? 100 : 1_000;
const CHECKED_RUNS = 20;
const TASKS_PER_SAMPLE = 100_000;
/** CPU microseconds after which a sample has calls enough. */
const ENOUGH = 150_000;
/** The compiler is at work until then: so many tasks, or so many CPU microseconds of what is slow, whichever comes first. Ours is much code. */
const WARM_UP = isQuick ? { tasks: 30_000, micros: 1_000_000 } : { tasks: 300_000, micros: 2_500_000 };
/** CPU microseconds of one call above which it is repeated less often. */
const SLOW = 1_000_000;

const tell = (figure) => process.stdout.write(`${JSON.stringify(figure)}\n`);

/** What one call needs, once it is compiled. @param {() => Promise<{ readonly building: number, readonly running: number }>} once @param {number} tasks */
async function warmedUp(once, tasks) {
  let spent = 0;
  let one = 0;
  for (let done = 0; done < WARM_UP.tasks && spent < WARM_UP.micros; done += tasks) {
    const used = await once();
    one = used.building + used.running;
    spent += one;
  }
  return one;
}

/** @param {() => Promise<{ readonly building: number, readonly running: number }>} once @param {number} tasks */
async function samplesOf(once, tasks) {
  const one = await warmedUp(once, tasks);
  const calls = Math.max(1, Math.floor(Math.min(TASKS_PER_SAMPLE / tasks, ENOUGH / one)));
  const repeats = one > SLOW || isQuick ? 3 : 5;
  const building = [];
  const running = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    let sum = { building: 0, running: 0 };
    for (let call = 0; call < calls; call++) {
      const used = await once();
      sum = { building: sum.building + used.building, running: sum.running + used.running };
    }
    building.push(sum.building / calls / tasks);
    running.push(sum.running / calls / tasks);
  }
  return { building: spreadOf(building), running: spreadOf(running) };
}

/** @param {(body: import('./memory-peers.mjs').Body) => import('./memory-peers.mjs').Run} build @param {number | undefined} calls how often it calls its body */
function measuring(build, calls) {
  return async () => {
    let called = 0;
    const body = async () => {
      called++;
      return null;
    };
    const start = cpuMicros();
    const run = build(body);
    const built = cpuMicros();
    await run();
    const end = cpuMicros();
    if (calls !== undefined && called !== calls) throw new Error(`${called} of ${calls} tasks were done`);
    return { building: built - start, running: end - built };
  };
}

async function graphs({ graph, unlimited, verify }, module) {
  for (const size of isQuick ? [1_000] : [1_000, 10_000, 100_000]) {
    if (size > graph.most) break;
    const specs = layered(size);
    const { body, requireAll } = checkedBody(specs, { width: unlimited ? size : 16 });
    if (verify === undefined) {
      await graph.build(module, specs, body)();
      requireAll();
    } else await verify(specs);
    const once = measuring((counted) => graph.build(module, specs, counted), verify === undefined ? size : undefined);
    tell({ kind: 'graph', size, ...(await samplesOf(once, size)) });
  }
}

async function chains({ chain: build, verify }, module) {
  const specs = chain(STEPS);
  const { body, requireAll } = checkedBody(specs, { runs: CHECKED_RUNS, width: 1 });
  if (verify === undefined) {
    await build(module, { specs, runs: CHECKED_RUNS, body })();
    requireAll();
  } else await verify(specs);
  const once = measuring(
    (counted) => build(module, { specs, runs: RUNS, body: counted }),
    verify === undefined ? RUNS * STEPS : undefined,
  );
  const { running } = await samplesOf(once, RUNS * STEPS);
  tell({ kind: 'chain', running });
}

const subject = memoryPeers[name];
if (subject === undefined) throw new Error(`there is no peer ${name}`);
const module = subject.module === undefined ? undefined : await peer(subject.module);
if (subject.module !== undefined && module === undefined) tell({ kind: 'missing' });
else {
  if (subject.graph !== undefined) await graphs(subject, module);
  if (subject.chain !== undefined) await chains(subject, module);
}
