import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { memoryPeers } from '../memory-peers.mjs';
import { missing } from '../peers.mjs';
import { atLeast, ratio } from '../report/result.mjs';

const program = fileURLToPath(new URL('../memory-peer-process.mjs', import.meta.url));
const { dependencies: versions } = JSON.parse(
  readFileSync(new URL('../../peers/package.json', import.meta.url), 'utf8'),
);
/** A peer that takes longer is stopped, and what it had come to is kept. */
const LONGEST_MS = 180_000;

/** Nobody is told that this ran. */
const silence = { MASTRA_TELEMETRY_DISABLED: '1', LANGSMITH_TRACING: 'false', LANGCHAIN_TRACING_V2: 'false' };

/** How often the kernel is to be faster than the peer's run. */
const kernelAims = { 'p-graph': 4 };
/**
 * How often the engine is to be faster at a chain; it is to be ahead of everybody who has tasks. Effect's chain is a loop of effects, with nothing
 * that is known of a task.
 */
const chainAims = { Mastra: 8, LangGraph: 100, Effect: undefined };

/** What a peer came to, also where it did not come to its end. @param {string} name @param {boolean} quick */
function measured(name, quick) {
  // Warnings of peers about themselves are none of ours.
  const words = ['--expose-gc', '--no-warnings', program, name, ...(quick ? ['--quick'] : [])];
  const { status, error, stdout } = spawnSync(process.execPath, words, {
    env: { ...process.env, ...silence },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 26,
  });
  const figures = stdout
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  const isMissing = figures.some(({ kind }) => kind === 'missing');
  return { figures, isMissing, end: status === 0 ? undefined : (error?.message ?? `it exited with ${status}`) };
}

/** Package and version where it is somebody else's. */
function titleOf(name, { module }) {
  if (module === undefined) return name;
  const version = versions[packageOf(module)];
  return version === undefined ? name : `${name} ${version}`;
}

/** @param {string} module such as `@mastra/core/workflows` */
const packageOf = (module) =>
  module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');

/** @param {ReadonlyMap<string, ReturnType<typeof measured>>} all */
function graphRows(all, size) {
  const ofSize = (name) => all.get(name)?.figures.find((figure) => figure.kind === 'graph' && figure.size === size);
  const kernel = ofSize('kernel');
  const engine = ofSize('engine');
  return [...all.keys()].flatMap((name) => {
    const figure = ofSize(name);
    if (figure === undefined) return [];
    const { building, running } = figure;
    const kernelAim = kernelAims[name];
    const isOurs = memoryPeers[name].module === undefined;
    const ratios = {
      'theirs / kernel': ratio(running, kernel.running, kernelAim === undefined ? undefined : atLeast(kernelAim)),
      'theirs / engine': ratio(running, engine.running, atLeast(1)),
    };
    return {
      name: `${titleOf(name, memoryPeers[name])}, ${size.toLocaleString('en')}`,
      figures: { 'µs/task': running, 'building, µs/task': building },
      ratios: isOurs ? {} : ratios,
    };
  });
}

/** @param {ReadonlyMap<string, ReturnType<typeof measured>>} all */
function chainRows(all) {
  const ofChain = (name) => all.get(name)?.figures.find(({ kind }) => kind === 'chain')?.running;
  const engine = ofChain('engine');
  return [...all.keys()].flatMap((name) => {
    const running = ofChain(name);
    if (running === undefined) return [];
    const { module, chainName = name } = memoryPeers[name];
    const aim = chainName in chainAims ? chainAims[chainName] : 1;
    const ratios = { 'theirs / engine': ratio(running, engine, aim === undefined ? undefined : atLeast(aim)) };
    return {
      name: `${titleOf(chainName, memoryPeers[name])}, chain of 10`,
      figures: { 'µs/step': running },
      ratios: module === undefined ? {} : ratios,
    };
  });
}

/** @param {ReadonlyMap<string, ReturnType<typeof measured>>} all @param {boolean} quick */
function notesOf(all, quick) {
  const absent = [...all].filter(([, { isMissing }]) => isMissing).map(([name]) => name);
  const broken = [...all].flatMap(([name, { end }]) => (end === undefined ? [] : [`${name}: not to its end: ${end}`]));
  const limited = Object.entries(memoryPeers).flatMap(([name, { graph }]) =>
    graph?.why === undefined ? [] : [`${name}: no more than ${graph.most.toLocaleString('en')} tasks: ${graph.why}.`],
  );
  return [...(absent.length === 0 ? [] : [missing(absent)]), ...broken, ...(quick ? [] : limited)];
}

/** @type {import('../report/result.mjs').Benchmark} */
export const benchmark = {
  title: 'Other schedulers in memory',
  about: `CPU microseconds that a no-op task costs: layered graphs of about three edges a task, sixteen at once, and a chain of ten steps
run again and again. Each in a process of its own, and each seen to do every task once and after those that it waits for, before it
is measured. What is built before a run is counted apart, for ours the plan; at the chain, of what can be run again, it is not
counted. listr2 and Mastra have no general graphs and run layer by layer, Mastra without a limit. p-queue has its dependencies counted by hand. Effect
has a fiber for each task.`,
  async run({ quick }) {
    const all = new Map(Object.keys(memoryPeers).map((name) => [name, measured(name, quick)]));
    for (const name of ['kernel', 'engine']) {
      const { end } = all.get(name);
      if (end !== undefined) throw new Error(`${name} could not be measured: ${end}`);
    }
    const sizes = quick ? [1_000] : [1_000, 10_000, 100_000];
    return { rows: [...sizes.flatMap((size) => graphRows(all, size)), ...chainRows(all)], notes: notesOf(all, quick) };
  },
};
