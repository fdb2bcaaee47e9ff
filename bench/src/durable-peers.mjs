import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bullmq } from './durable-peers/bullmq.mjs';
import { dbos } from './durable-peers/dbos.mjs';
import { leftover } from './durable-peers/leftovers.mjs';
import { restate } from './durable-peers/restate.mjs';
import { inScope } from './durable-peers/scope.mjs';
import { RUNS, STEPS } from './durable-peers/shape.mjs';
import { sampled } from './sampling.mjs';

const peers = [dbos, ...bullmq, restate];
const REPEATS = 3;

/** @param {import('./durable-peers/shape.mjs').Scope} scope */
async function temporaryFolder({ atEnd }) {
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-bench-'));
  const gone = leftover(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  atEnd(async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    gone();
  });
  return folder;
}

/** @param {import('./durable-peers/shape.mjs').DurablePeer} peer */
const measured = (peer) =>
  inScope(async (scope) => {
    const run = await peer.start(await temporaryFolder(scope), scope);
    let round = 0;
    const sample = async () => {
      const start = performance.now();
      const check = await run(round++);
      const seconds = (performance.now() - start) / 1000;
      const steps = await check();
      if (steps !== RUNS * STEPS) throw new Error(`${peer.name}: ${steps} of ${RUNS * STEPS} steps are on record`);
      return steps / seconds;
    };
    return sampled(sample, { repeats: REPEATS, warmUps: 1 });
  });

/**
 * Other durable engines, each on a server that is started here and stopped again.
 * @returns {Promise<{ readonly rows: readonly { readonly name: string, readonly stepsPerSecond: import('./sampling.mjs').Spread, readonly survivesPowerLoss: boolean }[], readonly notes: readonly string[] }>}
 */
export async function durablePeers() {
  const rows = [];
  const notes = new Set();
  for (const peer of peers) {
    const lacking = peer.lacking();
    notes.add(lacking ?? peer.how());
    if (lacking !== undefined) continue;
    const { name, survivesPowerLoss } = peer;
    try {
      rows.push({ name, stepsPerSecond: await measured(peer), survivesPowerLoss });
    } catch (error) {
      throw new Error(`${name} could not be measured`, { cause: error });
    }
  }
  return { rows, notes: [...notes] };
}
