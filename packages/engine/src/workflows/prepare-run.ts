import { resolve } from 'node:path';
import {
  DefinitionError,
  type JsonObject,
  type OrchestrationMode,
  type RunId,
  type StepDefinition,
  type WorkflowDefinition,
  workflowDefinitionSchema,
} from '@codomyrmex/core';
import { type Hooks, isTapped } from '@codomyrmex/core/hooks';
import type { Plan, RunRecord } from '@codomyrmex/dag';
import { modulesOf } from '../definition/aliases.ts';
import type { ActionCatalog } from '../definition/catalog.ts';
import { type CheckResult, checkWorkflow } from '../definition/check-workflow.ts';
import type { CheckedWorkflow } from '../definition/checked-workflow.ts';
import { runParameters } from '../definition/run-parameters.ts';
import type { PluginRegistry } from '../registry/plugin-registry.ts';
import type { RunPlan } from '../runtime/run-plan.ts';
import { sharedWith } from '../runtime/shared-with.ts';
import { knownDefinition } from '../runtime/stored-definition.ts';
import type { FindWorkflow } from './inner-definitions.ts';
import { withInnerDefinitions } from './inner-definitions.ts';
import { invalid } from './invalid-workflow.ts';
import type { PlacedDefinition } from './placed-definition.ts';
import { milliseconds } from './work-members.ts';
import { type InnerRun, worksOf } from './works.ts';

export interface RunOptions {
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** Names among the parameters that were given as text, to be read by their declared type. */
  readonly textParameters?: readonly string[] | undefined;
  /** Absolute path of the folder that the run works on. */
  readonly workspace: string;
  readonly mode?: OrchestrationMode | undefined;
  readonly maxParallel?: number | undefined;
  /** Seconds for the whole run. */
  readonly timeout?: number | undefined;
  /** `off`: cached steps run whatever is there; what they give is kept. `on` unless given. */
  readonly reuse?: 'on' | 'off' | undefined;
}

export interface PreparePorts {
  readonly registry: PluginRegistry;
  readonly hooks: Hooks;
  /** Slots of a run that names no limit. */
  readonly defaultParallel: number;
  /** For the workflows that steps run. */
  readonly find: FindWorkflow;
}

/** A definition whose every reference, action and parameter was found good. */
export interface PreparedWorkflow {
  readonly workflow: CheckedWorkflow;
  readonly parameters: JsonObject;
  readonly options: RunOptions;
}

/**
 * Everything that is checked before a run begins, all problems at once.
 * @throws DefinitionError with the problems.
 */
export async function prepareWorkflow(
  ports: PreparePorts,
  placed: PlacedDefinition,
  options: RunOptions,
): Promise<PreparedWorkflow> {
  const loaded = await throughHooks(ports, placed);
  const given = options.parameters ?? {};
  const checked = await check(ports, loaded, Object.keys(given));
  const values = runParameters(loaded.definition, given, { text: options.textParameters ?? [] });
  const problems = [
    ...(placed.problems ?? []),
    ...(checked.ok ? [] : checked.problems),
    ...(values.ok ? [] : values.problems),
  ];
  if (!checked.ok || !values.ok || problems.length > 0) throw invalid(loaded.definition.name, problems);
  return { workflow: checked.workflow, parameters: values.values, options };
}

/** Everything that can be checked without a run's parameters. @throws DefinitionError with the problems. */
export async function checkedWorkflow(ports: PreparePorts, placed: PlacedDefinition): Promise<CheckedWorkflow> {
  const loaded = await throughHooks(ports, placed);
  const checked = await check(ports, loaded, []);
  const problems = [...(placed.problems ?? []), ...(checked.ok ? [] : checked.problems)];
  if (!checked.ok || problems.length > 0) throw invalid(loaded.definition.name, problems);
  return checked.workflow;
}

async function check(
  { registry, find }: PreparePorts,
  placed: PlacedDefinition,
  givenParameters: readonly string[],
): Promise<CheckResult> {
  const { definition, sources, problems } = await withInnerDefinitions(placed, find);
  const { places, file, origin } = placed;
  await registry.load(modulesOf(definition));
  const catalog = catalogOf(registry);
  const result = checkWorkflow(definition, { catalog, givenParameters, places, file, sources, origin });
  if (problems.length === 0) return result;
  return { ok: false, problems: [...(result.ok ? [] : result.problems), ...problems] };
}

/** The plan of a new run, or of one that goes on under its own id. */
export function runPlanOf(
  ports: PreparePorts,
  { workflow, parameters, options }: PreparedWorkflow,
  { id, createdAt }: { readonly id: RunId; readonly createdAt: number },
): RunPlan {
  const definition = withOptions(withAllDependencies(workflow), options);
  const { name, mode, timeout, on_failure: onFailure } = definition;
  const { workspace } = options;
  const record: RunRecord = { id, workflow: name, definition: asJson(definition), parameters, workspace, createdAt };
  knownDefinition(record, definition);
  return {
    record,
    plan: workflow.plan,
    works: worksOf(workflow.steps, ports.registry, (inner) => innerPlan(ports, inner)),
    mode,
    maxParallel: definition.max_parallel ?? ports.defaultParallel,
    timeoutMs: milliseconds(timeout ?? undefined),
    onFailure,
    reuse: options.reuse,
  };
}

/** A run of a workflow in another run, whose slots and session it shares, and whose workspace unless it has one of its own. */
function innerPlan(ports: PreparePorts, { workflow, parameters, place, workspace = '.' }: InnerRun): RunPlan {
  const { id, createdAt, outer, maxParallel } = place;
  const options = { workspace: resolve(outer.record.workspace, workspace), maxParallel };
  return { ...runPlanOf(ports, { workflow, parameters, options }, { id, createdAt }), ...sharedWith(outer) };
}

/** The actions of the plugins that are loaded. */
export function catalogOf(registry: PluginRegistry): ActionCatalog {
  return {
    action: (module, name) => registry.action(module, name),
    modules: () => registry.modules,
    actions: (module) => registry.actionNames(module),
  };
}

async function throughHooks({ hooks, registry }: PreparePorts, placed: PlacedDefinition): Promise<PlacedDefinition> {
  await registry.loadTaps();
  if (!isTapped(hooks.workflowLoaded)) return placed;
  const changed = (await hooks.workflowLoaded.promise(placed.definition)) ?? placed.definition;
  if (changed === placed.definition) return placed;
  const parsed = workflowDefinitionSchema.safeParse(changed);
  if (parsed.success) return { definition: parsed.data, origin: placed.origin };
  throw new DefinitionError(
    `a tap of hook "workflowLoaded" gave a workflow that is not valid: ${parsed.error.issues[0]?.message}`,
    parsed.error.issues.map((issue) => ({ code: issue.code, message: issue.message, path: issue.path.join('.') })),
  );
}

/** References imply dependencies; a stored definition says them, so that its graph can be read without its expressions. */
function withAllDependencies({ definition, plan }: CheckedWorkflow): WorkflowDefinition {
  const { dependencies: _byName, ...rest } = definition;
  const whole = (step: StepDefinition): StepDefinition => {
    return { ...step, dependencies: dependencyNames(plan, plan.indices.get(step.name) ?? -1) };
  };
  return {
    ...rest,
    steps: definition.steps.map(whole),
    ...(definition.on_failure_steps !== undefined && { on_failure_steps: definition.on_failure_steps.map(whole) }),
    ...(definition.finally !== undefined && { finally: definition.finally.map(whole) }),
  };
}

function dependencyNames(plan: Plan, task: number): string[] {
  const own = plan.dependencies.subarray(plan.dependencyStart[task], plan.dependencyStart[task + 1]);
  return Array.from(own, (dependency) => plan.names[dependency] ?? '');
}

function withOptions(definition: WorkflowDefinition, { mode, maxParallel, timeout }: RunOptions): WorkflowDefinition {
  return {
    ...definition,
    ...(mode !== undefined && { mode }),
    ...(maxParallel !== undefined && { max_parallel: maxParallel }),
    ...(timeout !== undefined && { timeout }),
  };
}

/** A checked definition holds nothing that JSON cannot. */
function asJson(definition: WorkflowDefinition): JsonObject {
  const json: JsonObject = JSON.parse(JSON.stringify(definition));
  return json;
}
