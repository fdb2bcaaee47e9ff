import { type ActionContext, defineAction, definePlugin, type Plugin } from '@codomyrmex/core';
import {
  createOrchestrator,
  definitionFrom,
  type LiveRun,
  type Orchestrator,
  type OrchestratorOptions,
  type RunDocument,
} from '@codomyrmex/engine';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { createMemoryJournal, type MemoryJournal, VirtualClock } from '../src/index.ts';

export type Acts = (context: ActionContext, input: Record<string, unknown>) => unknown;

/** A module whose actions do what the test says, with any parameters and any output. */
export function acting(module: string, acts: Readonly<Record<string, Acts>>, more: Partial<Plugin> = {}): Plugin {
  const actions = Object.fromEntries(
    Object.entries(acts).map(([name, run]) => [
      name,
      defineAction({
        title: name,
        input: z.record(z.string(), z.unknown()),
        output: z.unknown(),
        effects: [],
        idempotent: true,
        run,
      }),
    ]),
  );
  const plugin = definePlugin({
    module,
    version: '0.0.0',
    description: `${module} of a test`,
    entry: import.meta.url,
    actions,
  });
  return { ...plugin, ...more };
}

export interface Composed {
  readonly orchestrator: Orchestrator;
  readonly clock: VirtualClock;
  readonly journal: MemoryJournal;
}

/** An engine in virtual time, closed when the test is over. */
export function composed(
  plugins: OrchestratorOptions['plugins'],
  options: Partial<OrchestratorOptions> = {},
  journal = createMemoryJournal(),
): Composed {
  const clock = new VirtualClock();
  const orchestrator = createOrchestrator({
    plugins,
    journal,
    payloads: journal.payloads,
    clock,
    random: () => 0.5,
    machine: { cores: 4, memoryBytes: 8e9 },
    ...options,
  });
  onTestFinished(() => orchestrator.close());
  return { orchestrator, clock, journal };
}

/** A step of `module.action`, without dependencies and retries unless `more` says otherwise. */
export function step(name: string, address: string, more: object = {}): object {
  const [module, action] = address.split('.');
  return { name, module, action, dependencies: [], max_retries: 0, ...more };
}

export async function begin(
  { orchestrator, clock }: Composed,
  steps: readonly object[],
  more: object = {},
): Promise<LiveRun> {
  const definition = definitionFrom({ name: 'w', steps, ...more }, 'w');
  const live = await orchestrator.start(await orchestrator.prepare(definition, { workspace: '/' }));
  await clock.settle();
  return live;
}

/** Runs to the end in virtual time. */
export async function run(given: Composed, steps: readonly object[], more: object = {}): Promise<RunDocument> {
  const live = await begin(given, steps, more);
  await given.clock.runUntil(live.ended);
  return given.orchestrator.document(live.id);
}
