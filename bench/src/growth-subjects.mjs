import { plan } from '@codomyrmex/dag';
import { createOrchestrator, definitionFrom, TaskOrchestrator } from '@codomyrmex/engine';
import { createMemoryJournal } from '@codomyrmex/testing';
import { chain, fan, layered } from './graphs.mjs';
import { kernelLanes } from './kernel-lanes.mjs';
import { bench } from './noop-plugin.mjs';
import { runPlan } from './run-plan.mjs';
import { demands, waitingRound } from './waiting-rounds.mjs';

let run = 0;

const inEngine = async (graph) => {
  const orchestrator = createOrchestrator({
    plugins: [bench],
    journal: createMemoryJournal({ events: 'count' }),
    maxWorkers: 16,
  });
  await (await orchestrator.runtime.start(runPlan(graph, `growth-${run++}`, 16))).ended;
  await orchestrator.close();
};

const definitionOf = (size, more) =>
  definitionFrom(
    {
      name: 'growth',
      steps: Array.from({ length: size }, (_, step) => ({
        name: `s${step}`,
        module: 'bench',
        action: 'nothing',
        dependencies: step === 0 ? [] : [`s${step - 1}`],
      })),
      ...more,
    },
    'growth',
  );

async function prepared(definition) {
  const orchestrator = createOrchestrator({ plugins: [bench], journal: createMemoryJournal({ events: 'count' }) });
  await orchestrator.prepare(definition, { workspace: '/' });
  await orchestrator.close();
}

async function oneByOne(size) {
  const orchestrator = createOrchestrator({ plugins: [bench], journal: createMemoryJournal({ events: 'count' }) });
  const tasks = new TaskOrchestrator({ orchestrator, maxWorkers: 16 });
  for (let index = 0; index < size; index++) {
    const dependencies = index === 0 ? [] : [`t${index - 1}`];
    tasks.addTask({ id: `t${index}`, name: `t${index}`, module: 'bench', action: 'nothing', dependencies });
  }
  tasks.startExecution();
  await tasks.waitForCompletion();
  await orchestrator.close();
}

/** Each of the `items` of one step runs an action. */
async function items(size) {
  const orchestrator = createOrchestrator({ plugins: [bench], journal: createMemoryJournal({ events: 'count' }) });
  const definition = definitionFrom(
    {
      name: 'growth',
      steps: [
        { name: 'each', module: 'bench', action: 'nothing', foreach: Array.from({ length: size }, (_, at) => at) },
      ],
    },
    'growth',
  );
  const live = await orchestrator.start(await orchestrator.prepare(definition, { workspace: '/' }));
  const { phase } = await live.ended;
  if (phase.status !== 'completed') throw new Error(`the run of ${size} items ended as ${phase.status}`);
  await orchestrator.close();
}

const planOf = (specs) => plan(specs).plan;

/** What is made of a size, and what is done with it: the size at which it is measured takes some tenths of a second. */
export const growthSubjects = {
  'plan, layered': { size: 40_000, make: layered, work: (specs) => plan(specs) },
  'plan, chain': { size: 60_000, make: chain, work: (specs) => plan(specs) },
  'kernel, layered': { size: 60_000, make: (size) => planOf(layered(size)), work: (graph) => kernelLanes(graph) },
  'kernel, chain': { size: 60_000, make: (size) => planOf(chain(size)), work: (graph) => kernelLanes(graph) },
  'kernel, fan': { size: 60_000, make: (size) => planOf(fan(size)), work: (graph) => kernelLanes(graph) },
  'engine, layered': { size: 30_000, make: (size) => planOf(layered(size)), work: inEngine },
  'engine, chain': { size: 30_000, make: (size) => planOf(chain(size)), work: inEngine },
  'engine, fan': { size: 30_000, make: (size) => planOf(fan(size)), work: inEngine },
  'definition, checked': { size: 2_000, make: definitionOf, work: prepared },
  'tasks one by one': { size: 4_000, make: (size) => size, work: oneByOne },
  foreach: { size: 4_000, make: (size) => size, work: items },
  'waiting line, a slot': { size: 60_000, make: (size) => size, work: (size) => waitingRound(size, demands['a slot']) },
  'waiting line, locks': {
    size: 30_000,
    make: (size) => size,
    work: (size) => waitingRound(size, demands['one of 100 locks, written and read']),
  },
};
