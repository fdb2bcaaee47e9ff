import type { RunId } from '@codomyrmex/core';
import type { Runtime } from '../runtime/runtime.ts';
import { median } from '../views/performance/duration-statistics.ts';
import { RunHistory } from './run-history.ts';

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
  const other = otherwise(defaultMs, usual);
  return other === undefined ? undefined : steps.map((step) => known.get(step) ?? other);
}

/** How long a step is taken to last of which nothing is known. */
export function otherwise(defaultMs: number | undefined, usual: number | undefined): StepEstimate | undefined {
  if (defaultMs !== undefined) return { milliseconds: defaultMs, from: { kind: 'default' } };
  return usual === undefined ? undefined : { milliseconds: usual, from: { kind: 'median' } };
}

async function lastDurations({ runtime, workflow, steps }: EstimateQuery): Promise<ReadonlyMap<string, StepEstimate>> {
  const history = new RunHistory(runtime);
  return newestDurations(history, await history.completed(workflow), steps);
}

/** What the first of these runs that completed a step says of it, by name. */
export async function newestDurations(
  history: RunHistory,
  runs: readonly RunId[],
  steps: readonly string[],
): Promise<ReadonlyMap<string, StepEstimate>> {
  const missing = new Set(steps);
  const known = new Map<string, StepEstimate>();
  for (const id of runs) {
    if (missing.size === 0) break;
    for (const [name, { milliseconds }] of (await history.of(id))?.steps ?? []) {
      if (missing.delete(name)) known.set(name, { milliseconds, from: { kind: 'run', run: id } });
    }
  }
  return known;
}
