// One of the processes in which DBOS runs workflows: node dbos-worker.mjs SETTINGS, started by dbos.mjs.
import { peer } from '../peers.mjs';
import { STEPS } from './shape.mjs';

const { url, executor } = JSON.parse(process.argv[2] ?? '');
const { DBOS } = await peer('@dbos-inc/dbos-sdk');

const chain = DBOS.registerWorkflow(
  async () => {
    for (let step = 0; step < STEPS; step++) await DBOS.runStep(async () => null, { name: 'noop' });
  },
  { name: 'chain' },
);

/** @param {readonly string[]} ids */
async function run(ids) {
  const handles = await Promise.all(ids.map((workflowID) => DBOS.startWorkflow(chain, { workflowID })()));
  await Promise.all(handles.map((handle) => handle.getResult()));
  return ids.length;
}

/** @param {readonly string[]} ids */
async function recordedSteps(ids) {
  const steps = await Promise.all(ids.map((id) => DBOS.listWorkflowSteps(id)));
  return steps.reduce((sum, ofOne) => sum + (ofOne?.length ?? 0), 0);
}

DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: url,
  executorID: executor,
  applicationVersion: '1',
  logLevel: 'error',
});
await DBOS.launch();
const answered = async ({ what, ids }) => void process.send?.(await (what === 'run' ? run(ids) : recordedSteps(ids)));
process.on('message', (asked) => void answered(asked));
process.once('disconnect', () => DBOS.shutdown());
process.send?.('ready');
