// A scheduler without the engine: functions as tasks, on dag and resources alone.
import { setTimeout as pass } from 'node:timers/promises';
import { type GraphTask, runGraph } from './scheduler/run-graph.ts';

let cores = 0;
let mostCores = 0;
let failuresLeft = 1;

/** Work that takes its time and counts what is used meanwhile. */
async function work(used: number, signal: AbortSignal): Promise<void> {
  cores += used;
  mostCores = Math.max(mostCores, cores);
  await pass(20, undefined, { signal }).finally(() => {
    cores -= used;
  });
}

const task = (
  name: string,
  dependencies: readonly string[],
  used: number,
  more: Partial<GraphTask> = {},
): GraphTask => ({
  name,
  dependencies,
  needs: { cpu: { cores: used } },
  run: (signal) => work(used, signal),
  ...more,
});

const { tasks } = await runGraph(
  [
    task('fetch', [], 1),
    task('lint', ['fetch'], 1),
    task('compile', ['fetch'], 2, { priority: 3 }),
    task('test', ['compile'], 1),
    task('migrate', ['compile'], 1, {
      needs: { cpu: { cores: 1 }, 'lock:database': {} },
      retry: { maxRetries: 2, delayMs: 10, factor: 2, capMs: 1000, jitter: 0 },
      run: async (signal) => {
        await work(1, signal);
        if (failuresLeft-- > 0) throw new Error('the database is starting');
      },
    }),
    task('publish', ['lint', 'test'], 1, { run: () => Promise.reject(new Error('no credentials')) }),
    task('announce', ['publish'], 1),
    task('report', ['publish', 'migrate'], 1, { runOn: 'always' }),
  ],
  {
    resources: [{ id: 'machine', type: 'cpu', capacity: { cores: 2 } }],
    told: (events) => {
      for (const event of events) if (event.type === 'attempt_failed') console.log(`! ${event.failure.message}`);
    },
  },
);

for (const [at, name] of ['fetch', 'lint', 'compile', 'test', 'migrate', 'publish', 'announce', 'report'].entries()) {
  const ended = tasks[at];
  console.log(`${name}: ${ended?.kind}${ended?.kind === 'completed' ? `, attempt ${ended.attempt}` : ''}`);
}
console.log(`never more than ${mostCores} of 2 cores`);
