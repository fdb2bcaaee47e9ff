import { asyncAuto } from './memory-peers/async-auto.mjs';
import { effect } from './memory-peers/effect.mjs';
import { engine } from './memory-peers/engine.mjs';
import { kernel } from './memory-peers/kernel.mjs';
import { langGraph } from './memory-peers/langgraph.mjs';
import { listr2 } from './memory-peers/listr2.mjs';
import { mastra } from './memory-peers/mastra.mjs';
import { pGraph } from './memory-peers/p-graph.mjs';
import { pQueue } from './memory-peers/p-queue.mjs';
import { xstate } from './memory-peers/xstate.mjs';

/**
 * Who runs graphs and chains of tasks in memory: ours and others.
 *
 * @typedef {readonly { readonly name: string, readonly dependencies: readonly string[] }[]} Specs each after those it waits for
 * @typedef {(task: number) => Promise<null>} Body what a task does, by its place among the specs
 * @typedef {() => Promise<unknown>} Run to be called once
 *
 * @typedef {object} MemoryPeer
 * @property {string} [module] what is imported from where peers are installed; ours has none
 * @property {string} [chainName] what it is called where it runs a chain, if not the same
 * @property {boolean} [unlimited] it has no limit for the tasks at once
 * @property {(specs: Specs) => Promise<void>} [verify] throws where a run is not what it should be; of those whose tasks do not call a body
 * @property {{ readonly most: number, readonly why?: string, readonly build: (module: any, specs: Specs, body: Body) => Run }} [graph]
 * `most`: the most tasks that it does in seconds
 * @property {(module: any, work: { readonly specs: Specs, readonly runs: number, readonly body: Body }) => Run} [chain]
 * its run makes so many runs, one after the other
 */

/** @type {Readonly<Record<string, MemoryPeer>>} */
export const memoryPeers = {
  kernel,
  engine,
  'p-queue by hand': pQueue,
  'listr2 by layers': listr2,
  'p-graph': pGraph,
  Effect: effect,
  'async.auto': asyncAuto,
  LangGraph: langGraph,
  'Mastra by layers': mastra,
  xstate,
};
