import { createOrchestrator, TaskOrchestrator } from '@codomyrmex/engine';
import { createMemoryJournal } from '@codomyrmex/testing';
import { bench } from '../noop-plugin.mjs';
import { atMost, ratio } from '../report/result.mjs';
import { cpuMicros } from '../sampling.mjs';

const layers = (index) => (index < 100 ? [] : [`t${index - 100}`, `t${index - 99}`]);
/** Every number below a size that is a power of ten, in an order that looks like chance: the factor shares no divisor with it. */
const mixed = (place, size) => (place * 48_271) % size;

const shapes = {
  chain: { dependenciesOf: (index) => (index === 0 ? [] : [`t${index - 1}`]) },
  'chain in reverse': { dependenciesOf: (index, size) => (index === size - 1 ? [] : [`t${index + 1}`]) },
  fan: { dependenciesOf: (index) => (index === 0 ? [] : ['t0']) },
  layers: { dependenciesOf: layers },
  'layers in mixed order': { nameOf: mixed, dependenciesOf: layers },
};

/** Tasks through the door, one by one, each a no-op: how long they take to add and to run. */
async function measured(size, { nameOf = (index) => index, dependenciesOf }) {
  const orchestrator = createOrchestrator({
    plugins: [bench],
    journal: createMemoryJournal(),
    machine: { cores: 4, memoryBytes: 8e9 },
  });
  const tasks = new TaskOrchestrator({ orchestrator, maxWorkers: 16 });
  const start = cpuMicros();
  for (let place = 0; place < size; place++) {
    const index = nameOf(place, size);
    tasks.addTask({
      id: `t${index}`,
      name: `t${index}`,
      module: 'bench',
      action: 'nothing',
      dependencies: dependenciesOf(index, size),
    });
  }
  const added = cpuMicros();
  tasks.startExecution();
  await tasks.waitForCompletion();
  const done = cpuMicros();
  const { completed } = tasks.getExecutionStats();
  if (completed !== size) throw new Error(`${completed} of ${size} tasks were done`);
  await orchestrator.close();
  return { add: (added - start) / size, run: (done - added) / size };
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Tasks that come one by one',
  about: `No-op tasks through \`TaskOrchestrator\`, added one by one and then run on sixteen workers, journal in memory. CPU time.`,
  async run({ quick }) {
    const sizes = quick ? [10_000] : [10_000, 100_000];
    const rows = [];
    for (const [name, shape] of Object.entries(shapes)) {
      let smaller;
      for (const size of sizes) {
        if (smaller === undefined) await measured(size, shape); // the compiler's turn
        const { add, run } = await measured(size, shape);
        rows.push({
          name: `${name}, ${size.toLocaleString('en')}`,
          figures: { 'add µs/task': add, 'run µs/task': run },
          ratios:
            smaller === undefined ? {} : { 'a task at ten times the size': ratio(add + run, smaller, atMost(1.5)) },
        });
        smaller = add + run;
      }
    }
    return { rows };
  },
};
