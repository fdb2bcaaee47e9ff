import { lackingOf, versionOf } from './packages.mjs';
import { lackingForPostgresql, postgresqlVersion, startPostgresql } from './postgresql.mjs';
import { worker } from './processes.mjs';
import { runIds, STEPS, WORKERS } from './shape.mjs';

const PACKAGE = '@dbos-inc/dbos-sdk';

async function start(folder, scope) {
  const url = `${await startPostgresql(folder, scope)}/bench`;
  const workers = [];
  // One after the other, since the first one makes the tables.
  for (let number = 0; number < WORKERS; number++) {
    workers.push(await worker(new URL('dbos-worker.mjs', import.meta.url), { url, executor: `${number}` }, scope));
  }
  const share = (ids, place) => ids.filter((_, index) => index % WORKERS === place);
  const askAll = (what, ids) => Promise.all(workers.map((one, place) => one.ask({ what, ids: share(ids, place) })));
  return async (round) => {
    const ids = runIds(round);
    await askAll('run', ids);
    return async () => (await askAll('count', ids)).reduce((sum, steps) => sum + steps, 0);
  };
}

/** @type {import('./shape.mjs').DurablePeer} */
export const dbos = {
  name: 'DBOS on PostgreSQL, with fsync',
  survivesPowerLoss: true,
  lacking: () => lackingOf([PACKAGE]) ?? lackingForPostgresql(),
  how: () =>
    `DBOS ${versionOf(PACKAGE)} on PostgreSQL ${postgresqlVersion()}, both with default settings: each of ${WORKERS} processes starts its share of the runs at once, without a queue; a run is a workflow with ${STEPS} steps inside, and every step is committed with fsync.`,
  start,
};
