import { spawnSync } from 'node:child_process';
import { hasProgram, peer } from '../peers.mjs';
import { lackingOf, versionOf } from './packages.mjs';
import { freePort, server, worker } from './processes.mjs';
import { RUNS, runIds, STEPS, WORKERS } from './shape.mjs';

const QUEUE = 'bench';
const PACKAGES = ['bullmq', 'ioredis'];

/** @param {string} folder @param {'everysec' | 'always'} fsync @param {import('./shape.mjs').Scope} scope */
async function startRedis(folder, fsync, scope) {
  const port = await freePort();
  const log = ['--appendonly', 'yes', '--appendfsync', fsync, '--save', ''];
  await server(
    ['redis-server', '--bind', '127.0.0.1', '--port', String(port), '--dir', folder, ...log],
    (output) => output.includes('Ready to accept connections'),
    scope,
  );
  return { host: '127.0.0.1', port };
}

/** Waits until as many runs have ended, each of which ends with a job whose id ends so. */
function endedRuns(events, suffix) {
  let left = RUNS;
  return new Promise((resolve, reject) => {
    events.on('failed', ({ failedReason }) => reject(new Error(`a job failed: ${failedReason}`)));
    events.on('completed', function count({ jobId }) {
      if (!jobId.endsWith(suffix)) return;
      left -= 1;
      if (left > 0) return;
      events.off('completed', count);
      events.removeAllListeners('failed');
      resolve(undefined);
    });
  });
}

/** A flow of BullMQ: every job waits for the one below it, and the outermost is the last. */
function flowOf(id) {
  let flow;
  for (let step = 0; step < STEPS; step++) {
    const job = { name: 'noop', queueName: QUEUE, data: {}, opts: { jobId: `${id}-step-${step}` } };
    flow = flow === undefined ? job : { ...job, children: [flow] };
  }
  return flow;
}

async function chains({ queue, flows }, ids) {
  await flows.addBulk(ids.map(flowOf));
  return async () => {
    const jobs = await Promise.all(
      ids.flatMap((id) => Array.from({ length: STEPS }, (_, step) => queue.getJob(`${id}-step-${step}`))),
    );
    return jobs.filter((job) => job?.finishedOn !== undefined).length;
  };
}

async function saved({ queue }, ids) {
  await queue.addBulk(ids.map((jobId) => ({ name: 'chain', data: { step: 0 }, opts: { jobId } })));
  return async () => {
    const jobs = await Promise.all(ids.map((id) => queue.getJob(id)));
    return jobs.reduce((sum, job) => sum + job.data.step, 0);
  };
}

/** @param {{ readonly fsync: 'everysec' | 'always', readonly saves: boolean }} how */
const starter =
  ({ fsync, saves }) =>
  async (folder, scope) => {
    const connection = await startRedis(folder, fsync, scope);
    const settings = { connection, queue: QUEUE, concurrency: RUNS / WORKERS, saves };
    for (let number = 0; number < WORKERS; number++) {
      await worker(new URL('bullmq-worker.mjs', import.meta.url), settings, scope);
    }
    const { FlowProducer, Queue, QueueEvents } = await peer('bullmq');
    const queue = new Queue(QUEUE, { connection });
    const flows = new FlowProducer({ connection });
    const events = new QueueEvents(QUEUE, { connection });
    for (const client of [queue, flows, events]) {
      client.on('error', scope.broke);
      scope.atEnd(() => client.close());
      await client.waitUntilReady();
    }
    return async (round) => {
      const ended = endedRuns(events, saves ? '' : `-step-${STEPS - 1}`);
      const [check] = await Promise.all([(saves ? saved : chains)({ queue, flows }, runIds(round)), ended]);
      return check;
    };
  };

function lacking() {
  const packages = lackingOf(PACKAGES);
  if (packages !== undefined) return packages;
  return hasProgram('redis-server') ? undefined : 'Redis is not on this machine (redis-server not found).';
}

function how() {
  const redis = /v=(\S+)/.exec(spawnSync('redis-server', ['--version']).stdout.toString())?.[1] ?? '';
  return `BullMQ ${versionOf('bullmq')} on Redis ${redis} with its append-only file, ${WORKERS} workers with ${RUNS / WORKERS} jobs at once in each: a run is either a flow of ${STEPS} jobs, one after the other, or one job that saves its data after each of ${STEPS} steps.`;
}

const fsyncs = /** @type {const} */ ([
  { fsync: 'everysec', told: 'fsync every second', survivesPowerLoss: false },
  { fsync: 'always', told: 'fsync always', survivesPowerLoss: true },
]);

/** @type {readonly import('./shape.mjs').DurablePeer[]} */
export const bullmq = fsyncs.flatMap(({ fsync, told, survivesPowerLoss }) => [
  {
    name: `BullMQ, a job a step, ${told}`,
    survivesPowerLoss,
    lacking,
    how,
    start: starter({ fsync, saves: false }),
  },
  {
    name: `BullMQ, steps saved in a job, ${told}`,
    survivesPowerLoss,
    lacking,
    how,
    start: starter({ fsync, saves: true }),
  },
]);
