import { type ActionContext, ActionError, definePlugin, type Plugin } from '@codomyrmex/core';
import type { RunDocument } from '@codomyrmex/engine';
import * as z from 'zod';
import type { StartedRun } from './started-run.ts';
import { createTestEngine, type TestEngine, type TestEngineOptions } from './test-engine.ts';

/** What an action gives in a test; one that throws fails its step. */
export type Stub = (input: Readonly<Record<string, unknown>>, context: ActionContext) => unknown;

export interface WorkflowTestOptions extends Omit<TestEngineOptions, 'plugins'> {
  /** By `module.action`. With a plugin of that module, parameters and outputs are held to the action's schemas. */
  readonly stubs?: Readonly<Record<string, Stub>>;
  /** Plugins whose actions run, or whose schemas hold stubs to their word. */
  readonly plugins?: readonly Plugin[];
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** One call of a stub. */
export interface StubCall {
  readonly action: string;
  readonly step: string;
  readonly attempt: number;
  readonly input: Readonly<Record<string, unknown>>;
  /** Milliseconds since the run began. */
  readonly at: number;
}

/** A workflow under way with stubs in place of actions. */
export interface WorkflowTest extends AsyncDisposable {
  readonly engine: TestEngine;
  readonly run: StartedRun;
  readonly calls: readonly StubCall[];
}

/**
 * Begins a workflow with stubs in place of its actions; a step's action that has neither stub nor plugin is an error of the definition,
 * as ever. Time passes when the test says so: `run.advance`, `run.end`.
 */
export async function startWorkflow(workflow: object, options: WorkflowTestOptions = {}): Promise<WorkflowTest> {
  const { stubs = {}, plugins = [], parameters, ...rest } = options;
  const calls: StubCall[] = [];
  let began: number | undefined;
  const record = (action: string, input: Readonly<Record<string, unknown>>, context: ActionContext): void => {
    began ??= context.now();
    calls.push({ action, step: context.task, attempt: context.attempt, input, at: context.now() - began });
  };
  const engine = await createTestEngine({ ...rest, plugins: stubbedPlugins(stubs, plugins, record) });
  began = engine.clock.now();
  try {
    const run = await engine.start(workflow, parameters);
    return { engine, run, calls, [Symbol.asyncDispose]: () => engine.close() };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Runs a workflow to its end with stubs in place of its actions. */
export async function testWorkflow(
  workflow: object,
  options: WorkflowTestOptions = {},
): Promise<{ readonly document: RunDocument; readonly calls: readonly StubCall[] }> {
  const { engine, run, calls } = await startWorkflow(workflow, options);
  try {
    return { document: await run.end(), calls };
  } finally {
    await engine.close();
  }
}

type RecordCall = (action: string, input: Readonly<Record<string, unknown>>, context: ActionContext) => void;

function stubbedPlugins(
  stubs: Readonly<Record<string, Stub>>,
  plugins: readonly Plugin[],
  record: RecordCall,
): readonly Plugin[] {
  const byModule = grouped(stubs);
  const known = plugins.map((plugin) => withStubs(plugin, byModule.get(plugin.module) ?? new Map(), record));
  const others = [...byModule].filter(([module]) => !plugins.some((plugin) => plugin.module === module));
  return [
    ...known,
    ...others.map(([module, actions]) => withStubs(bare(module, [...actions.keys()]), actions, record)),
  ];
}

/** Stubs by module and by action. */
function grouped(stubs: Readonly<Record<string, Stub>>): Map<string, Map<string, Stub>> {
  const modules = new Map<string, Map<string, Stub>>();
  for (const [address, stub] of Object.entries(stubs)) {
    const at = address.lastIndexOf('.');
    if (at < 1)
      throw new ActionError(`"${address}" is no address: write module.action`, { code: 'INVALID_PARAMETERS' });
    const module = address.slice(0, at);
    const actions = modules.get(module) ?? new Map<string, Stub>();
    actions.set(address.slice(at + 1), stub);
    modules.set(module, actions);
  }
  return modules;
}

function withStubs(plugin: Plugin, stubs: ReadonlyMap<string, Stub>, record: RecordCall): Plugin {
  const actions = Object.fromEntries(
    Object.entries(plugin.actions).map(([name, action]) => {
      const stub = stubs.get(name);
      if (stub === undefined) return [name, action];
      const run = (context: ActionContext, input: Readonly<Record<string, unknown>>): unknown => {
        record(action.id, input, context);
        return stub(input, context);
      };
      return [name, { ...action, isolation: 'none', run }];
    }),
  );
  return { ...plugin, actions };
}

/** A module of which nothing is known but the names: any parameters, any output. */
const bare = (module: string, names: readonly string[]): Plugin =>
  definePlugin({
    module,
    version: '0.0.0',
    description: `stubs of ${module}`,
    entry: import.meta.url,
    actions: Object.fromEntries(names.map((name) => [name, anything(name)])),
  });

const anything = (name: string) => ({
  title: name,
  input: z.record(z.string(), z.unknown()),
  output: z.unknown(),
  effects: [],
  idempotent: true,
  run: () => undefined,
});
