import { dirname, resolve } from 'node:path';
import {
  type Clock,
  type Effect,
  type Ids,
  NotFoundError,
  outerRunId,
  type Random,
  type RunId,
  runId,
  UsageError,
} from '@codomyrmex/core';
import { createHooks, type Hooks, isTapped } from '@codomyrmex/core/hooks';
import type { Inbox, Journal, Payloads, RunRecord, StepCache } from '@codomyrmex/dag';
import { defaultResources, type ResourceDefinition, type SharedHoldings } from '@codomyrmex/resources';
import { ActionCache } from './cache/action-cache.ts';
import type { Looks } from './cache/looks.ts';
import { environmentSecret, environmentVariables } from './config.ts';
import type { CheckedWorkflow } from './definition/checked-workflow.ts';
import type { ActionPowers } from './effects/action-powers.ts';
import { attemptCookie, sweepCookie } from './effects/cookie.ts';
import type { PerformAction } from './effects/invoke.ts';
import { performAction } from './effects/perform-action.ts';
import { ActionProcesses } from './effects/process/action-processes.ts';
import { type SecretSource, SecretStore } from './effects/secret-store.ts';
import { ThreadPool } from './effects/thread-pool.ts';
import { Feed } from './feed.ts';
import { type Machine, machine as thisMachine } from './machine.ts';
import { PluginRegistry } from './registry/plugin-registry.ts';
import type { PluginOrSource } from './registry/plugin-source.ts';
import { costKeeper } from './registry/tap-costs.ts';
import { requireParts } from './required-parts.ts';
import type { RetryOptions } from './retry/retry-options.ts';
import { type RetryPorts, retryPlan } from './retry/retry-run.ts';
import { Capacity, refused, WORKERS } from './runtime/capacity.ts';
import { type Cleanup, cleanupOf } from './runtime/cleanup.ts';
import { EmbeddedRuntime } from './runtime/embedded-runtime.ts';
import type { RunSession } from './runtime/run-plan.ts';
import type { LiveRun, Runtime } from './runtime/runtime.ts';
import { systemClock, systemIds, systemRandom } from './runtime/system-ports.ts';
import { isUnsealed } from './runtime/unsealed.ts';
import { runEstimates, simulatedRemaining } from './simulation/remaining-time.ts';
import type { SimulationPorts } from './simulation/simulate-workflow.ts';
import { runsFolder, surroundingsOf } from './surroundings.ts';
import { storedGrowingRun } from './tasks/growing-run.ts';
import { TaskWorks } from './tasks/task-works.ts';
import { type CacheForecast, cacheForecasts, type ForecastPorts } from './views/cache-forecast.ts';
import { type RunDocument, runDocument } from './views/run-document.ts';
import { runPath } from './views/run-path.ts';
import { approve, reject } from './waiting/approvals.ts';
import type { FindWorkflow } from './workflows/inner-definitions.ts';
import type { KeptReadings } from './workflows/kept-readings.ts';
import type { PlacedDefinition } from './workflows/placed-definition.ts';
import {
  checkedWorkflow,
  type PreparedWorkflow,
  type PreparePorts,
  prepareWorkflow,
  type RunOptions,
  runPlanOf,
} from './workflows/prepare-run.ts';
import { definitionOf, readFileForCheck, readForCheck } from './workflows/read-definition.ts';
import { ungrantable } from './workflows/ungrantable.ts';
import { WorkflowFiles } from './workflows/workflow-files.ts';
import { isWrittenPath } from './workflows/workflow-name.ts';
import { Workflows } from './workflows/workflows.ts';

export interface OrchestratorOptions {
  readonly plugins: readonly PluginOrSource[];
  readonly journal: Journal;
  readonly payloads?: Payloads;
  readonly inbox?: Inbox;
  /** What other processes hold of the same resources; without it this one has them alone. */
  readonly holdings?: SharedHoldings;
  /** Where results of cached steps are kept; without it every step runs. */
  readonly stepCache?: StepCache;
  /** Takes down what cached steps look at; for one run. */
  readonly looks?: Looks | undefined;
  /** Where definitions, logs and artifacts are; without it nothing of that kind is kept. */
  readonly dataFolder?: string;
  /** Folders with definitions that come with a product: read, never written. */
  readonly workflowFolders?: readonly string[];
  /** Where definitions are read and written; `workflows` of the data folder unless given. */
  readonly workflowsDir?: string;
  /** Where it is kept from process to process what definitions mean; without it each process reads them anew. */
  readonly readings?: KeptReadings | undefined;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly ids?: Ids;
  readonly machine?: Machine;
  /** Tasks of all runs that may be in hand at once; four for each core, at least eight, unless given. */
  readonly maxWorkers?: number;
  /** Seconds between two looks for what processes that died still held. Without it, only those who wait look. */
  readonly cleanupInterval?: number;
  /** What the configuration says for plugins, by module; each is read by its plugin's schema. */
  readonly pluginConfig?: Readonly<Record<string, unknown>>;
  /** Where secrets come from; the environment's variables unless given. */
  readonly secrets?: SecretSource;
  /** What actions may reach over HTTP beside public addresses: hosts, `host:port`, ranges such as 10.0.0.0/8. */
  readonly allowedAddresses?: readonly string[];
  /**
   * Who performs actions: given the engine's own way, which may be this thread, another, a process or a sandbox. What it answers
   * is checked by the action's schema and kept in the journal like any output, and what it throws is the attempt's failure.
   */
  readonly perform?: (here: PerformAction) => PerformAction;
  /** What actions may do; one that declares more is refused with EFFECT_REFUSED when a definition names it. Everything unless given. */
  readonly allowedEffects?: readonly Effect[];
  /** Beside the machine's own cpu, memory, network and disk; one of the same id takes the place of the machine's. */
  readonly resources?: readonly ResourceDefinition[];
}

/** One composition: plugins, a store, a machine's capacity, and the runtime on them. */
export interface Orchestrator {
  readonly runtime: Runtime;
  readonly registry: PluginRegistry;
  readonly workflows: Workflows;
  readonly hooks: Hooks;
  readonly feed: Feed;
  readonly capacity: Capacity;
  readonly clock: Clock;
  readonly stepCache: StepCache | undefined;
  /** Checks a definition whole, without parameters for a run; what this machine can never grant is a warning. @throws DefinitionError with every problem. */
  check(definition: PlacedDefinition): Promise<CheckedWorkflow>;
  /** Checks a definition and its parameters whole. @throws DefinitionError with every problem; ResourceAllocationError for what this machine can never grant. */
  prepare(definition: PlacedDefinition, options: RunOptions): Promise<PreparedWorkflow>;
  /** What the cache would do for the cached steps if the run began now: by name. Nothing runs; inputs are read. */
  forecast(prepared: PreparedWorkflow): Promise<Readonly<Record<string, CacheForecast>>>;
  /** A name for a run that is about to begin. */
  newRunId(): string;
  /** Begins a run, under `id` where its name was given out before, sharing the slots of a session where one is given. */
  start(prepared: PreparedWorkflow, id?: string, session?: RunSession): Promise<LiveRun>;
  /** Goes on with an interrupted run. @throws NotFoundError RUN_NOT_FOUND · UsageError RUN_ENDED, RUN_OWNED. */
  resume(run: string): Promise<LiveRun>;
  /**
   * Says yes to a step that waits for it, with what its form asks for; `/` leads into the runs that steps consist of.
   * @throws NotFoundError RUN_NOT_FOUND, STEP_NOT_FOUND · DefinitionError INVALID_PARAMETERS · UsageError NOT_WAITING.
   */
  approve(run: string, step: string, data?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Says no: the step has failed. @throws the same. */
  reject(run: string, step: string, reason?: string): Promise<void>;
  /** Tells a run, and every run in it, something that its steps wait for; what nobody waits for yet is kept. @throws NotFoundError · UsageError RUN_ENDED. */
  signal(run: string, name: string, data?: unknown): Promise<void>;
  /**
   * Begins a new run of what an earlier one began with, which takes over what completed there.
   * @throws NotFoundError RUN_NOT_FOUND, STEP_NOT_FOUND · UsageError RUN_NOT_ENDED, NOTHING_TO_RETRY, LATE_STEP, …
   */
  retry(run: string, options?: RetryOptions): Promise<LiveRun>;
  /** How a run stands, from this process or any other. @throws NotFoundError RUN_NOT_FOUND. */
  document(run: string | LiveRun): Promise<RunDocument>;
  /** Lets go of everything, once. Runs without an end can be resumed. */
  close(): Promise<void>;
}

const SLOTS_PER_CORE = 4;
const LEAST_SLOTS = 8;

/**
 * Composes an orchestrator. Nothing is read, written or started before it is used.
 * @throws UsageError when a part is missing or two plugins claim a module.
 */
export function createOrchestrator(options: OrchestratorOptions): Orchestrator {
  requireParts(options);
  return composed(options);
}

function composed(options: OrchestratorOptions): Orchestrator {
  const clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom;
  const ids = options.ids ?? systemIds;
  const feed = new Feed();
  const { hooks, registry, powers, masks, keepCosts } = pluginSide(options, { clock, feed });
  const facts = options.machine ?? thisMachine({ dataFolder: options.dataFolder });
  const wholeCores = Math.max(1, Math.floor(facts.cores));
  const maxWorkers = options.maxWorkers ?? Math.max(LEAST_SLOTS, SLOTS_PER_CORE * wholeCores);
  const resources = resourcesOf({ maxWorkers, facts, given: options.resources });
  const capacity = capacityOf(resources, { clock, feed, holdings: options.holdings });
  const threads = new ThreadPool({ size: wholeCores });
  const { journal, payloads, inbox, dataFolder, stepCache } = options;
  const runs = dataFolder === undefined ? undefined : runsFolder(dataFolder);
  const actionCache = actionCacheOf(options, clock);
  const runtime = new EmbeddedRuntime({
    journal,
    payloads,
    inbox,
    clock,
    random,
    feed,
    hooks,
    capacity,
    perform: (options.perform ?? itself)(actionPerformer(threads, dataFolder)),
    actionCache,
    sweep: (attempt) => sweepCookie(attemptCookie(attempt)),
    masks,
    surroundings: (record) => surroundingsOf({ clock, random, feed, runsFolder: runs, powers, masks }, record),
  });
  const workflows = workflowsOf(options, clock);
  const find = finder(workflows);
  const preparing = { registry, hooks, defaultParallel: maxWorkers, find };
  const cleanup = cleanupOf(capacity, clock, options.cleanupInterval);
  let closing: Promise<void> | undefined;
  return {
    runtime,
    registry,
    workflows,
    hooks,
    feed,
    capacity,
    clock,
    stepCache,
    ...beforehand(preparing, { runtime, registry, stepCache, actionCache }, capacity),
    newRunId: ids,
    start: (prepared, id = ids(), session?: RunSession) => {
      cleanup.begin();
      return runtime.start({ ...runPlanOf(preparing, prepared, { id: runId(id), createdAt: clock.now() }), session });
    },
    resume: (id) => resumed(runtime, preparing, runId(id)),
    ...words(runtime, ids),
    retry: (id, retryOptions = {}) => retried({ runtime, cleanup, preparing, clock, newRunId: ids }, id, retryOptions),
    document: (run) => documentOf({ runtime, capacity }, clock, run),
    close: () => {
      closing ??= closeAll({ runtime, threads, hooks, feed, capacity, cleanup, actionCache, keepCosts });
      return closing;
    },
  };
}

/** What plugins bring, and what their actions are lent. */
function pluginSide(options: OrchestratorOptions, { clock, feed }: { readonly clock: Clock; readonly feed: Feed }) {
  const onFault = ({ message }: Error) => feed.publish({ kind: 'warning', message });
  const hooks = createHooks({ clock, now: () => clock.now(), onFault });
  const registry = new PluginRegistry(options.plugins, hooks, options);
  const secrets = new SecretStore(options.secrets ?? environmentSecret);
  const powers: ActionPowers = {
    secrets,
    allowedAddresses: options.allowedAddresses ?? [],
    config: (module) => registry.configOf(module),
  };
  const { masks } = secrets;
  const keepCosts = costKeeper({ hooks, registry, masks, clock }, options.dataFolder);
  return { hooks, registry, powers, masks, keepCosts };
}

/** Nothing that is kept apart sees the data folder. */
function actionPerformer(threads: ThreadPool, dataFolder: string | undefined): PerformAction {
  const processes = new ActionProcesses({ hidden: dataFolder === undefined ? [] : [dataFolder] });
  const elsewhere = { threads, processes };
  return (work, input, context) => performAction(work, input, context, elsewhere);
}

const itself = (here: PerformAction): PerformAction => here;

/** What can be known of a run before it begins. */
function beforehand(
  preparing: PreparePorts,
  forecasting: ForecastPorts,
  { ledger }: Capacity,
): Pick<Orchestrator, 'check' | 'prepare' | 'forecast'> {
  return {
    check: async (definition) => {
      const workflow = await checkedWorkflow(preparing, definition);
      return { ...workflow, warnings: [...workflow.warnings, ...ungrantable(ledger, definition)] };
    },
    prepare: async (definition, runOptions) => {
      const prepared = await prepareWorkflow(preparing, definition, runOptions);
      const problems = ungrantable(ledger, definition);
      if (problems.length > 0) throw refused(problems);
      return prepared;
    },
    forecast: (prepared) => cacheForecasts(forecasting, prepared),
  };
}

/** What people say to the steps of a run that wait. */
function words(runtime: Runtime, ids: Ids): Pick<Orchestrator, 'approve' | 'reject' | 'signal'> {
  return {
    approve: (run, step, data = {}) => approve(runtime, { run, step }, data),
    reject: (run, step, reason = '') => reject(runtime, { run, step }, reason),
    signal: (run, name, data = null) => runtime.ask(runId(run), { kind: 'signal', signal: { id: ids(), name, data } }),
  };
}

/** A path is one from the file that names it; what stands in no file has names alone. */
function finder(workflows: Workflows): FindWorkflow {
  return async (name, beside) => {
    if (!isWrittenPath(name)) return readForCheck(await workflows.read(name));
    const file = beside === undefined ? resolve(name) : resolve(dirname(beside), name);
    return readFileForCheck(file, workflows.readings);
  };
}

function workflowsOf(options: OrchestratorOptions, clock: Clock): Workflows {
  const { workflowsDir, dataFolder, workflowFolders, readings } = options;
  const folder = workflowsDir ?? resolve(dataFolder ?? '.codomyrmex', 'workflows');
  return new Workflows(new WorkflowFiles(folder, workflowFolders, readings), clock);
}

function actionCacheOf({ stepCache, dataFolder, looks }: OrchestratorOptions, clock: Clock): ActionCache | undefined {
  if (stepCache === undefined) return undefined;
  const folder = dataFolder === undefined ? undefined : resolve(dataFolder);
  return new ActionCache({ cache: stepCache, clock, environment: environmentVariables, dataFolder: folder, looks });
}

interface CapacityPorts {
  readonly clock: Clock;
  readonly feed: Feed;
  readonly holdings: SharedHoldings | undefined;
}

function capacityOf(resources: readonly ResourceDefinition[], { clock, feed, holdings }: CapacityPorts): Capacity {
  const onFault = (error: unknown) => feed.publish({ kind: 'warning', message: unsharedWarning(error) });
  return new Capacity(resources, { clock, holdings, onFault });
}

interface ResourceFacts {
  readonly maxWorkers: number;
  readonly facts: Machine;
  readonly given: readonly ResourceDefinition[] | undefined;
}

/** The slots, what the machine has where nothing else was said of it, and what was said. */
function resourcesOf({ maxWorkers, facts, given = [] }: ResourceFacts): readonly ResourceDefinition[] {
  const ids = new Set(given.map(({ id }) => id));
  const slots: ResourceDefinition = { id: WORKERS, type: 'queue', capacity: { slots: maxWorkers } };
  return [slots, ...defaultResources(facts).filter(({ id }) => !ids.has(id)), ...given];
}

async function documentOf(
  ports: SimulationPorts & { runtime: Runtime },
  clock: Clock,
  run: string | LiveRun,
): Promise<RunDocument> {
  const id = typeof run === 'string' ? runId(run) : run.id;
  const snapshot = await ports.runtime.snapshot(typeof run === 'string' ? id : run);
  if (snapshot === undefined) throw unknownRun(id);
  const { runtime, capacity } = ports;
  const now = clock.now();
  const estimates = await runEstimates(runtime, snapshot);
  const remainingMs = await simulatedRemaining(capacity, snapshot, { now, estimates });
  const events = await runtime.events(id);
  const path = runPath(snapshot, { events, now, workers: capacity.workers, estimates });
  return runDocument(snapshot, { now, path, remainingMs });
}

async function retried(
  { runtime, cleanup, ...ports }: RetryPorts & Pick<Closing, 'runtime' | 'cleanup'>,
  id: string,
  options: RetryOptions,
): Promise<LiveRun> {
  const snapshot = await runtime.snapshot(runId(id));
  if (snapshot === undefined) throw unknownRun(id);
  const plan = await retryPlan(ports, snapshot, options);
  cleanup.begin();
  return runtime.start(plan);
}

async function resumed(runtime: Runtime, ports: PreparePorts, id: RunId): Promise<LiveRun> {
  const outer = outerRunId(id);
  if (outer !== undefined) throw isPart(id, outer);
  const record = await runtime.record(id);
  if (record === undefined) throw unknownRun(id);
  if (isUnsealed(record)) return resumedGrowing(runtime, ports, record);
  const { parameters, workspace } = record;
  const prepared = await prepareWorkflow(ports, definitionOf(record), { parameters, workspace });
  return runtime.resume(runPlanOf(ports, prepared, record));
}

/** Whoever added tasks is gone: nothing more comes, and nobody would release what was held back. */
async function resumedGrowing(runtime: Runtime, ports: PreparePorts, record: RunRecord): Promise<LiveRun> {
  const events = await runtime.events(record.id);
  const live = await runtime.resume(storedGrowingRun(record, events, new TaskWorks(ports.registry)));
  live.release('all');
  live.seal();
  return live;
}

interface Closing {
  readonly runtime: Runtime;
  readonly threads: ThreadPool;
  readonly hooks: Hooks;
  readonly feed: Feed;
  readonly capacity: Capacity;
  readonly cleanup: Cleanup;
  readonly actionCache: ActionCache | undefined;
  readonly keepCosts: () => Promise<void>;
}

async function closeAll(closing: Closing): Promise<void> {
  const { runtime, threads, hooks, feed, capacity, cleanup, actionCache, keepCosts } = closing;
  cleanup.end();
  // tapable compiles a function for the first call.
  if (isTapped(hooks.shutdown)) await hooks.shutdown.promise();
  try {
    await runtime.close();
  } finally {
    capacity.close();
    await threads.close();
    await actionCache?.close();
    await keepCosts();
    feed.drain();
  }
}

function unsharedWarning(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `resources cannot be shared with other processes for the moment; steps that need some wait until they can: ${why}`;
}

function isPart(id: RunId, outer: RunId): UsageError {
  return new UsageError(`run ${id} is part of run ${outer} and goes on with it`, {
    code: 'RUN_IN_RUN',
    suggestions: [`codomyrmex run resume ${outer}`],
  });
}

function unknownRun(id: string): NotFoundError {
  return new NotFoundError(`there is no run ${id}`, {
    code: 'RUN_NOT_FOUND',
    suggestions: ['codomyrmex run list shows the runs of this data folder.'],
  });
}
