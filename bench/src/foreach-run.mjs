import { createOrchestrator, definitionFrom } from '@codomyrmex/engine';
import { longestBlock } from './event-loop.mjs';
import { cpuMicros } from './sampling.mjs';
import { watchedPlugin } from './watched-plugin.mjs';

const WIDTH = 16;
/** Ordinary steps beside the items, one after the other: what each waits for is the engine alone. */
const BESIDE = 10;

/** @param {number} items none: the steps beside them alone */
function definitionOf(items) {
  const each = {
    name: 'each',
    module: 'watched',
    action: 'item',
    foreach: Array.from({ length: items }, (_, at) => at),
    max_parallel: WIDTH,
  };
  const beside = Array.from({ length: BESIDE }, (_, at) => ({
    name: `beside_${at}`,
    module: 'watched',
    action: 'step',
    dependencies: at === 0 ? [] : [`beside_${at - 1}`],
  }));
  return definitionFrom({ name: 'foreach', steps: items === 0 ? beside : [each, ...beside] }, 'foreach');
}

/** @param {import('@codomyrmex/dag').TaskState} task @param {import('@codomyrmex/dag').Payloads | undefined} payloads */
async function outputOf({ output }, payloads) {
  return output.kind === 'inline' ? output.value : JSON.parse(await payloads.read(output.hash));
}

async function requireDone({ state, seen, items, payloads }) {
  const { phase, tasks } = state;
  if (phase.status !== 'completed') throw new Error(`the run of ${items} items ended as ${phase.status}`);
  if (seen.items !== items) throw new Error(`${seen.items} of ${items} items were done`);
  if (seen.steps.length !== BESIDE) throw new Error(`${seen.steps.length} of ${BESIDE} steps beside them were done`);
  if (items === 0) return;
  const output = await outputOf(tasks[0], payloads);
  if (output.length !== items) throw new Error(`the step gave ${output.length} outputs for ${items} items`);
}

/** Milliseconds until each step beside the items could begin, of those that began before the last item was done. */
function waitsOf({ steps }, start, items) {
  return steps
    .map(({ at, items: done }, step) => ({ wait: at - (steps[step - 1]?.at ?? start), done }))
    .filter(({ done }) => items === 0 || done < items)
    .map(({ wait }) => wait);
}

/**
 * One run of a step with so many items, and of ordinary steps beside it, on an engine of its own.
 * @param {{ readonly journal: import('@codomyrmex/dag').Journal, readonly payloads?: import('@codomyrmex/dag').Payloads }} store
 * @param {number} items
 */
export async function foreachRun({ journal, payloads }, items) {
  const { plugin, seen } = watchedPlugin();
  const stored = payloads === undefined ? {} : { payloads };
  const orchestrator = createOrchestrator({ plugins: [plugin], journal, ...stored, maxWorkers: 2 * WIDTH });
  try {
    const prepared = await orchestrator.prepare(definitionOf(items), { workspace: '/' });
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    let start = 0;
    let cpu = 0;
    let live;
    const block = await longestBlock(async () => {
      start = performance.now();
      const startCpu = cpuMicros();
      live = await orchestrator.start(prepared);
      await live.ended;
      cpu = cpuMicros() - startCpu;
    });
    await requireDone({ state: live.state, seen, items, payloads });
    const waits = waitsOf(seen, start, items);
    globalThis.gc?.();
    return { cpu, block, waits, retained: process.memoryUsage().heapUsed - before };
  } finally {
    await orchestrator.close();
  }
}
