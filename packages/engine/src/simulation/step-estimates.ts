import { isOrchestrationError, type RunId } from '@codomyrmex/core';
import type { RunHead } from '@codomyrmex/dag';
import type { Runtime } from '../runtime/runtime.ts';
import { storedPlan } from '../runtime/stored-plan.ts';
import { isUnsealed } from '../runtime/unsealed.ts';
import { median } from '../views/performance/duration-statistics.ts';
import { stepDurations } from './step-durations.ts';

/** Newest runs of the workflow among which completed ones are looked for. */
const NEWEST_RUNS = 100;
/** Completed runs whose events are read: most often the newest knows every step. */
const MOST_READ = 10;

/** How long a step is taken to last, in milliseconds, and who says so. */
export interface StepEstimate {
  readonly milliseconds: number;
  readonly from: /** It took so long in this run, the newest that completed it. */
    | { readonly kind: 'run'; readonly run: RunId }
    /** It has not run: the median of the steps that have. */
    | { readonly kind: 'median' }
    /** It has not run: as long as whoever asked said. */
    | { readonly kind: 'default' };
}

export interface EstimateQuery {
  readonly runtime: Pick<Runtime, 'list' | 'record' | 'events'>;
  readonly workflow: string;
  /** Their names. */
  readonly steps: readonly string[];
  /** Milliseconds for steps that have not run; the median of the others unless given. */
  readonly defaultMs?: number | undefined;
}

/**
 * The last known durations of a workflow's steps, in their order, each from the newest completed run that ran it. Reads at
 * most ten runs. `undefined` when nothing is known of any step and no default is given.
 */
export async function stepEstimates(query: EstimateQuery): Promise<readonly StepEstimate[] | undefined> {
  const { steps, defaultMs } = query;
  const known = await lastDurations(query);
  const usual = median(Array.from(known.values(), ({ milliseconds }) => milliseconds));
  const other = elsewhere(defaultMs, usual);
  return other === undefined ? undefined : steps.map((step) => known.get(step) ?? other);
}

function elsewhere(defaultMs: number | undefined, usual: number | undefined): StepEstimate | undefined {
  if (defaultMs !== undefined) return { milliseconds: defaultMs, from: { kind: 'default' } };
  return usual === undefined ? undefined : { milliseconds: usual, from: { kind: 'median' } };
}

async function lastDurations({ runtime, workflow, steps }: EstimateQuery): Promise<ReadonlyMap<string, StepEstimate>> {
  const missing = new Set(steps);
  const known = new Map<string, StepEstimate>();
  const heads = await runtime.list({ workflow, limit: NEWEST_RUNS });
  for (const { id } of heads.filter(isCompleted).slice(0, MOST_READ)) {
    if (missing.size === 0) break;
    for (const [name, milliseconds] of await durationsIn(runtime, id)) {
      if (missing.delete(name)) known.set(name, { milliseconds, from: { kind: 'run', run: id } });
    }
  }
  return known;
}

const isCompleted = ({ phase }: RunHead): boolean => phase.kind === 'ended' && phase.status === 'completed';

/** Nothing of a run that is damaged, or whose tasks were added one by one. */
async function durationsIn(
  runtime: EstimateQuery['runtime'],
  id: RunId,
): Promise<readonly (readonly [string, number])[]> {
  try {
    const record = await runtime.record(id);
    if (record === undefined || isUnsealed(record)) return [];
    const plan = storedPlan(record);
    const durations = stepDurations(plan, await runtime.events(id));
    return plan.names.flatMap((name, task) => {
      const duration = durations[task];
      return duration === undefined ? [] : [[name, duration] as const];
    });
  } catch (error) {
    if (isOrchestrationError(error)) return [];
    throw error;
  }
}
