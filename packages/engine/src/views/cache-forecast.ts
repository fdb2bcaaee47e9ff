import type { StepDefinition } from '@codomyrmex/core';
import type { StepCache } from '@codomyrmex/dag';
import type { ActionCache } from '../cache/action-cache.ts';
import type { CheckedStep, CheckedWork } from '../definition/checked-workflow.ts';
import { checkedInput } from '../effects/checked-values.ts';
import { readsRunId } from '../expression/reads-run-id.ts';
import type { EvaluationScope } from '../expression/scope.ts';
import type { PluginRegistry } from '../registry/plugin-registry.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { PreparedWorkflow } from '../workflows/prepare-run.ts';
import { cachingOf } from '../workflows/work-members.ts';
import { changedSince, nearestResults, unkeptText } from './cache-comparison.ts';

/** What the cache would do for a step if its run began now. */
export interface CacheForecast {
  /** `unknown`: it shows only when other steps are done. */
  readonly decision: 'reused' | 'ran' | 'unknown';
  readonly reason: string;
  /** Since the nearest earlier result of the step. */
  readonly changed: readonly string[];
}

export interface ForecastPorts {
  readonly runtime: Runtime;
  readonly registry: PluginRegistry;
  /** Absent where nothing is cached: then nothing is foreseen. */
  readonly stepCache: StepCache | undefined;
  readonly actionCache: ActionCache | undefined;
}

type Ports = Omit<ForecastPorts, 'actionCache'> & { readonly actionCache: ActionCache };

/** By name, of the steps that are cached. Nothing runs; their inputs are read. */
export async function cacheForecasts(
  ports: ForecastPorts,
  prepared: PreparedWorkflow,
): Promise<Readonly<Record<string, CacheForecast>>> {
  const forecasts: [string, CacheForecast][] = [];
  const { actionCache } = ports;
  if (actionCache === undefined) return {};
  for (const step of prepared.workflow.steps) {
    if (step.definition.cache === undefined) continue;
    forecasts.push([step.definition.name, await forecastOf({ ...ports, actionCache }, prepared, step)]);
  }
  return Object.fromEntries(forecasts);
}

async function forecastOf(ports: Ports, prepared: PreparedWorkflow, step: CheckedStep): Promise<CacheForecast> {
  if (prepared.options.reuse === 'off') return { decision: 'ran', reason: 'the cache is off', changed: [] };
  if (step.items !== undefined) return unknown('it is asked for each of its items');
  if (step.work.kind !== 'action') return unknown('it calls no action');
  if (step.reads.length > 0) return unknown(`its parameters refer to ${step.reads.join(', ')}`);
  if (readsRunId(step.work.template)) return unknown('its parameters refer to the run’s id');
  try {
    return await foreseen(ports, prepared, step.definition, step.work);
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
}

const unknown = (reason: string): CacheForecast => ({ decision: 'unknown', reason, changed: [] });

type ActionStep = CheckedWork & { readonly kind: 'action' };

async function foreseen(
  { runtime, registry, stepCache, actionCache }: Ports,
  { workflow, parameters, options }: PreparedWorkflow,
  definition: StepDefinition,
  { action, template }: ActionStep,
): Promise<CacheForecast> {
  const { workspace } = options;
  const caching = cachingOf(definition, registry.versionOf(action.module));
  const scope: EvaluationScope = {
    step: () => undefined,
    failures: () => [],
    params: parameters,
    run: { id: '', workflow: workflow.definition.name, workspace },
  };
  const input = checkedInput(action, template.evaluate(scope));
  const call = { rule: caching?.rule ?? {}, version: caching?.version ?? '', action: action.id, input, upstream: [] };
  const { parts, fingerprint, entry } = await actionCache.foresee(call, workspace);
  if (entry !== undefined) return { decision: 'reused', reason: `run ${entry.run} has the same result`, changed: [] };
  const named = { workflow: workflow.definition.name, workspace };
  const nearest = await nearestResults(runtime, named, [definition.name]);
  const { kept: earlier, unkept } = nearest.get(definition.name) ?? {};
  const why = unkeptText(unkept);
  if (earlier === undefined) return { decision: 'ran', reason: `no earlier run has a result${why}`, changed: [] };
  if (earlier.fingerprint === fingerprint)
    return { decision: 'ran', reason: `the result of run ${earlier.run} is gone from the cache${why}`, changed: [] };
  const changed = await changedSince(stepCache, earlier, parts);
  const what = changed.length === 0 ? 'something that is no longer known' : changed.slice(0, 10).join(', ');
  return { decision: 'ran', reason: `changed since run ${earlier.run}: ${what}${why}`, changed };
}
