import { defineAction, definePlugin } from '@codomyrmex/core';
import { createOrchestrator, TaskOrchestrator } from '@codomyrmex/engine';
import { createMemoryJournal } from '@codomyrmex/testing';
import * as z from 'zod';

const work = defineAction({
  title: 'Nothing',
  input: z.object({}),
  output: z.null(),
  effects: [],
  idempotent: true,
  run: () => null,
});
const quick = definePlugin({
  module: 'quick',
  version: '0.0.0',
  description: '',
  entry: import.meta.url,
  actions: { work },
});

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

/** Milliseconds of this process, whatever else the machine does. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Tasks through the door, one by one, each a no-op: how long they take to add and to run. */
async function measured(size, { nameOf = (index) => index, dependenciesOf }) {
  const orchestrator = createOrchestrator({
    plugins: [quick],
    journal: createMemoryJournal(),
    machine: { cores: 4, memoryBytes: 8e9 },
  });
  const tasks = new TaskOrchestrator({ orchestrator, maxWorkers: 16 });
  const start = cpu();
  for (let place = 0; place < size; place++) {
    const index = nameOf(place, size);
    tasks.addTask({
      id: `t${index}`,
      name: `t${index}`,
      module: 'quick',
      action: 'work',
      dependencies: dependenciesOf(index, size),
    });
  }
  const added = cpu();
  tasks.startExecution();
  await tasks.waitForCompletion();
  const done = cpu();
  const { completed } = tasks.getExecutionStats();
  if (completed !== size) throw new Error(`${completed} of ${size} tasks were done`);
  const memory = process.memoryUsage().rss;
  await orchestrator.close();
  return { add: added - start, run: done - added, memory };
}

/** `node bench/src/growing-tasks.mjs 10000 100000`: the sizes to measure; a million takes some 6 GB with what the memory journal keeps. */
const sizes = process.argv.slice(2).map(Number);
for (const [name, shape] of Object.entries(shapes)) {
  for (const size of sizes.length === 0 ? [10_000, 100_000] : sizes) {
    const { add, run, memory } = await measured(size, shape);
    const micros = (ms) => ((ms * 1_000) / size).toFixed(1);
    console.log(
      `${name}, ${size} tasks: ${micros(add)} µs to add, ${micros(run)} µs to run each; ${(memory / 1e6).toFixed(0)} MB resident`,
    );
  }
}
