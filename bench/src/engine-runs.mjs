import { createOrchestrator } from '@codomyrmex/engine';
import { createMemoryJournal } from '@codomyrmex/testing';
import { bench } from './noop-plugin.mjs';
import { runPlan } from './run-plan.mjs';

let runs = 0;

/** @param {'count' | 'keep'} events what becomes of them */
const inMemory = (maxWorkers, events = 'count') =>
  createOrchestrator({
    plugins: [bench],
    journal: createMemoryJournal({ events }),
    ...(maxWorkers !== undefined && { maxWorkers }),
  });

/** @param {import('@codomyrmex/dag').RunState} state @param {number} tasks */
function requireAll({ phase, tasks: ended }, tasks) {
  let completed = 0;
  // A list of them would be counted to the engine.
  for (const { kind } of ended) if (kind === 'completed') completed++;
  if (phase.status === 'completed' && completed === tasks) return;
  throw new Error(`the run ended as ${phase.status} with ${completed} of ${tasks} tasks completed`);
}

/** A run of no-op tasks on an engine of its own, in memory. */
export async function engineRun(graph, width, events) {
  const orchestrator = inMemory(width, events);
  const run = await orchestrator.runtime.start(runPlan(graph, `run-${runs++}`, width));
  requireAll(await run.ended, graph.size);
  await orchestrator.close();
}

/** Runs of a chain, one after the other, on one engine in memory. */
export async function engineChains(graph, count) {
  const orchestrator = inMemory();
  for (let run = 0; run < count; run++) {
    const live = await orchestrator.runtime.start(runPlan(graph, `chain-${run}`, 1));
    requireAll(await live.ended, graph.size);
  }
  await orchestrator.close();
}
