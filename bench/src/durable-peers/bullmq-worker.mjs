// One of the processes in which BullMQ runs jobs: node bullmq-worker.mjs SETTINGS, started by bullmq.mjs.
import { peer } from '../peers.mjs';
import { STEPS } from './shape.mjs';

const { connection, queue, concurrency, saves } = JSON.parse(process.argv[2] ?? '');
const { Worker } = await peer('bullmq');

/** The documented shape of a job with steps: where it is lies in its data, and it goes on from there when it is run again. */
async function saving(job) {
  for (let { step } = job.data; step < STEPS; step++) await job.updateData({ step: step + 1 });
}

const worker = new Worker(queue, saves ? saving : async () => null, { connection, concurrency });
worker.on('error', (error) => {
  console.error(error);
  process.exit(1);
});
await worker.waitUntilReady();
process.once('disconnect', () => worker.close());
process.send?.('ready');
