import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effect, Plugin } from '@codomyrmex/core';
import { createOrchestrator, definitionFrom, type Orchestrator, type RunDocument } from '@codomyrmex/engine';
import { createMemoryJournal } from '../memory-journal.ts';
import { VirtualClock } from '../virtual-clock.ts';
import type { RecordedEffect, StandIns } from './recorded-effect.ts';
import { recordedPlugin } from './recorded-plugin.ts';
import { StartedRun } from './started-run.ts';
import { WorkInHand } from './work-in-hand.ts';

export interface TestEngineOptions extends StandIns {
  readonly plugins: readonly Plugin[];
  /** What the configuration says for plugins, by module. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Addresses that HTTP may reach beside public ones, such as 127.0.0.1 for a server of the test. */
  readonly allowedAddresses?: readonly string[];
  readonly allowedEffects?: readonly Effect[];
  /** The folder that runs work on; a fresh empty one, removed at the end, unless given. */
  readonly workspace?: string;
  /** In [0, 1); 0.5 unless given, so that no two runs of a test differ. */
  readonly random?: () => number;
}

/** A whole engine whose time passes when the test says so, on a store in memory. */
export interface TestEngine extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly orchestrator: Orchestrator;
  readonly workspace: string;
  /** What actions did through their context, in its order. */
  readonly effects: readonly RecordedEffect[];
  /** Begins a run of a definition, in any form that a file can have. */
  start(workflow: object, parameters?: Readonly<Record<string, unknown>>): Promise<StartedRun>;
  /** Runs it to its end, over every wait for time. */
  run(workflow: object, parameters?: Readonly<Record<string, unknown>>): Promise<RunDocument>;
  /** Ends everything and removes the folder that was made. */
  close(): Promise<void>;
}

/** @throws UsageError when the plugins cannot be composed. */
export async function createTestEngine(options: TestEngineOptions): Promise<TestEngine> {
  const { plugins, config = {}, secrets = {}, allowedAddresses = [], allowedEffects, random = () => 0.5 } = options;
  const folder = options.workspace === undefined ? await mkdtemp(join(tmpdir(), 'codomyrmex-test-')) : undefined;
  const workspace = options.workspace ?? folder ?? '';
  const clock = new VirtualClock();
  const journal = createMemoryJournal();
  const effects: RecordedEffect[] = [];
  const inHand = new WorkInHand();
  const orchestrator = createOrchestrator({
    plugins: plugins.map((plugin) =>
      recordedPlugin(plugin, (effect) => effects.push(effect), { standIns: options, inHand }),
    ),
    journal,
    payloads: journal.payloads,
    clock,
    random,
    machine: { cores: 4, memoryBytes: 8e9 },
    pluginConfig: config,
    secrets: (name) => (Object.hasOwn(secrets, name) ? secrets[name] : undefined),
    allowedAddresses,
    ...(allowedEffects !== undefined && { allowedEffects }),
  });
  const start: TestEngine['start'] = async (workflow, parameters = {}) => {
    const placed = definitionFrom(workflow, 'test');
    const prepared = await orchestrator.prepare(placed, { workspace, parameters });
    const live = await orchestrator.start(prepared);
    await clock.settle();
    return new StartedRun({ orchestrator, clock, inHand }, live);
  };
  const close = async (): Promise<void> => {
    await orchestrator.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };
  return {
    clock,
    orchestrator,
    workspace,
    effects,
    start,
    run: async (workflow, parameters) => (await start(workflow, parameters)).end(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
