import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runId } from '@codomyrmex/core';
import { plan } from '@codomyrmex/dag';
import { createOrchestrator } from '@codomyrmex/engine';
import { openStore } from '@codomyrmex/journal-sqlite';
import { runPlan } from './engine.mjs';
import { chain } from './graphs.mjs';
import { print, ratio } from './measure.mjs';
import { bench } from './noop-plugin.mjs';

const STEPS = 10;

/** The store alone: the same events, one batch for each fact, from as many writers at once as there are runs. */
async function storeAlone(store, runs) {
  const { journal } = store;
  await Promise.all(
    Array.from({ length: runs }, async (_, run) => {
      const id = runId(`alone-${run}`);
      await journal.begin({ id, workflow: 'bench', definition: {}, parameters: {}, workspace: '/', createdAt: 0 }, [
        { type: 'run_started', at: 0 },
      ]);
      let position = 1;
      for (let task = 0; task < STEPS; task++) {
        await journal.append(id, position++, [{ type: 'attempt_started', at: 1, task, attempt: 1 }]);
        await journal.append(id, position++, [
          { type: 'attempt_succeeded', at: 2, task, attempt: 1, output: { kind: 'inline', value: null } },
        ]);
      }
      await journal.append(id, position, [{ type: 'run_ended', at: 3, status: 'completed' }]);
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

async function timed(durability, work) {
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-bench-'));
  const store = await openStore({ folder, durability });
  try {
    const start = performance.now();
    const { user, system } = process.cpuUsage();
    await work(store);
    const used = process.cpuUsage({ user, system });
    return { seconds: (performance.now() - start) / 1000, cpuMs: (used.user + used.system) / 1000 };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export async function durable() {
  const { plan: graph } = plan(chain(STEPS));
  const rows = [];
  for (const durability of ['relaxed', 'strict']) {
    for (const runs of [1, 16, 64, 200]) {
      const steps = runs * STEPS;
      const alone = await timed(durability, (store) => storeAlone(store, runs));
      const ours = await timed(durability, (store) => throughEngine(store, runs, graph));
      rows.push({
        durability,
        'runs × steps': `${runs} × ${STEPS}`,
        'store alone steps/s': Math.round(steps / alone.seconds),
        'engine steps/s': Math.round(steps / ours.seconds),
        'engine / store': ratio(steps / ours.seconds, steps / alone.seconds),
        'engine CPU ms/step': (ours.cpuMs / steps).toFixed(3),
      });
    }
  }
  print('Durable steps: chains of ten no-op steps through the engine, against the store’s own limit', rows);
}
