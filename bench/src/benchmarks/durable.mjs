import { runId } from '@codomyrmex/core';
import { plan } from '@codomyrmex/dag';
import { createOrchestrator } from '@codomyrmex/engine';
import { durablePeers } from '../durable-peers.mjs';
import { chain } from '../graphs.mjs';
import { bench } from '../noop-plugin.mjs';
import { atLeast, ratio } from '../report/result.mjs';
import { runPlan } from '../run-plan.mjs';
import { divided, spreadOf } from '../sampling.mjs';
import { inStore } from '../store-folder.mjs';

const STEPS = 10;

const begins = (task) => ({ type: 'attempt_started', at: 1, task, attempt: 1 });
const ends = (task) => ({
  type: 'attempt_succeeded',
  at: 2,
  task,
  attempt: 1,
  output: { kind: 'inline', value: null },
});

/** The store alone: the same events, together as the engine gives them, from as many writers at once as there are runs. */
async function storeAlone({ journal }, runs) {
  await Promise.all(
    Array.from({ length: runs }, async (_, run) => {
      const id = runId(`alone-${run}`);
      const record = { id, workflow: 'bench', definition: {}, parameters: {}, workspace: '/', createdAt: 0 };
      await journal.begin(record, [{ type: 'run_started', at: 0 }, begins(0)]);
      let position = 2;
      for (let task = 1; task < STEPS; task++, position += 2) {
        await journal.append(id, position, [ends(task - 1), begins(task)]);
      }
      await journal.append(id, position, [ends(STEPS - 1), { type: 'run_ended', at: 3, status: 'completed' }]);
    }),
  );
}

async function throughEngine(store, runs, graph) {
  const orchestrator = createOrchestrator({
    plugins: [bench],
    journal: store.journal,
    payloads: store.payloads,
    maxWorkers: runs,
  });
  const all = await Promise.all(
    Array.from({ length: runs }, (_, run) => orchestrator.runtime.start(runPlan(graph, `engine-${run}`, 1))),
  );
  await Promise.all(all.map((run) => run.ended));
}

/** The store makes its files with the first run; those of the other engines are there too before they are measured. */
async function beginFirst({ journal }) {
  const id = runId('first');
  const record = { id, workflow: 'bench', definition: {}, parameters: {}, workspace: '/', createdAt: 0 };
  await journal.begin(record, [{ type: 'run_started', at: 0 }]);
  await journal.append(id, 1, [{ type: 'run_ended', at: 1, status: 'completed' }]);
}

/** Seconds on the wall clock and CPU milliseconds, of the work alone: opening and closing the store are not in it. */
async function timed(durability, work) {
  return inStore(durability, async (store) => {
    await beginFirst(store);
    const start = performance.now();
    const { user, system } = process.cpuUsage();
    await work(store);
    const used = process.cpuUsage({ user, system });
    return { seconds: (performance.now() - start) / 1000, cpuMs: (used.user + used.system) / 1000 };
  });
}

/** In turn, so that what else the machine does meets both. */
async function rowOf(durability, runs, repeats) {
  const { plan: graph } = plan(chain(STEPS));
  const steps = runs * STEPS;
  const alone = [];
  const ours = [];
  const cpu = [];
  for (let repeat = -1; repeat < repeats; repeat++) {
    const bare = await timed(durability, (store) => storeAlone(store, runs));
    const own = await timed(durability, (store) => throughEngine(store, runs, graph));
    if (repeat < 0) continue;
    alone.push(steps / bare.seconds);
    ours.push(steps / own.seconds);
    cpu.push(own.cpuMs);
  }
  const [limit, own] = [spreadOf(alone), spreadOf(ours)];
  return {
    name: `${durability}, ${runs} × ${STEPS}`,
    figures: { 'steps/s': own, 'store alone, steps/s': limit, 'CPU ms/step': divided(spreadOf(cpu), steps) },
    ratios: {
      'steps/s / store alone': ratio(own, limit, durability === 'strict' && runs === 200 ? atLeast(0.6) : undefined),
    },
  };
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Durable steps',
  about: `Chains of ten no-op steps, each with two facts, as many runs at once as the name says, on the embedded store; the limit is the
same events appended to the store without the engine. \`relaxed\` survives a killed process, \`strict\` waits for the disk. Other
engines run 200 chains of ten no-op steps with two workers of their own kind, on servers that the benchmark starts on this machine.`,
  async run({ quick }) {
    const rows = [];
    const repeats = quick ? 2 : 5;
    for (const durability of ['relaxed', 'strict']) {
      for (const runs of quick ? [200] : [1, 16, 64, 200]) rows.push(await rowOf(durability, runs, repeats));
    }
    const peers = quick ? { rows: [], notes: [] } : await durablePeers();
    const ours = {
      relaxed: rows.find(({ name }) => name === `relaxed, 200 × ${STEPS}`).figures['steps/s'],
      strict: rows.find(({ name }) => name === `strict, 200 × ${STEPS}`).figures['steps/s'],
    };
    for (const { name, stepsPerSecond, survivesPowerLoss } of peers.rows) {
      rows.push({
        name,
        figures: { 'steps/s': stepsPerSecond },
        ratios: survivesPowerLoss
          ? { 'ours, strict / theirs': ratio(ours.strict, stepsPerSecond, atLeast(1)) }
          : { 'ours, relaxed / theirs': ratio(ours.relaxed, stepsPerSecond, atLeast(10)) },
      });
    }
    return { rows, notes: peers.notes };
  },
};
