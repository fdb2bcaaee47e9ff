import type { RunId } from '@codomyrmex/core';
import type { OutputSource, RunState, StepCache } from '@codomyrmex/dag';
import { changedParts, type FingerprintParts, partsFrom } from '../cache/fingerprint.ts';
import type { RunSnapshot, Runtime } from '../runtime/runtime.ts';

/** Earlier runs that are looked into for the results that a run is compared with. */
const LOOKED_INTO = 50;

/** How a cached step's result came about. */
export type CacheComparison =
  | { readonly kind: 'reused' | 'joined'; readonly run: string }
  /** Its action was called, and no earlier run is there that it could be compared with. */
  | { readonly kind: 'first' }
  /** Its action was called although the result of `run` depended on the same. */
  | { readonly kind: 'same'; readonly run: string }
  /** The result of `run` depended on something else; nothing is named when the cache has forgotten it. */
  | { readonly kind: 'changed'; readonly run: string; readonly changed: readonly string[] };

/** Results of one step of a workflow, as its runs in one workspace left them. */
export interface StepHistory {
  readonly run: RunId;
  readonly fingerprint: string;
}

/** For every cached step of a run that has a result: by name, how it came about. */
export async function cacheComparisons(
  runtime: Runtime,
  cache: StepCache | undefined,
  { record, state }: Pick<RunSnapshot, 'record' | 'state'>,
): Promise<ReadonlyMap<string, CacheComparison>> {
  const sources = sourcesOf(state);
  const called = [...sources].filter(([, { kind }]) => kind === 'ran').map(([step]) => step);
  const earlier = await nearestResults(runtime, record, called);
  const compared: [string, CacheComparison][] = [];
  for (const [step, source] of sources) compared.push([step, await comparison(cache, source, earlier.get(step))]);
  return new Map(compared);
}

type Named = Pick<RunSnapshot['record'], 'workflow' | 'workspace'> &
  Partial<Pick<RunSnapshot['record'], 'id' | 'createdAt'>>;

/** The nearest results of these steps before a run, or before now: by name, of those that have one. */
export async function nearestResults(
  runtime: Runtime,
  run: Named,
  steps: readonly string[],
): Promise<ReadonlyMap<string, StepHistory>> {
  const missing = new Set(steps);
  const found = new Map<string, StepHistory>();
  if (missing.size === 0) return found;
  const heads = (await runtime.list({ workflow: run.workflow })).filter((head) => isBefore(head, run));
  for (const { id } of heads.slice(0, LOOKED_INTO)) {
    if (missing.size === 0) break;
    const snapshot = await runtime.snapshot(id);
    if (snapshot?.record.workspace !== run.workspace) continue;
    for (const [step, { fingerprint }] of sourcesOf(snapshot.state)) {
      if (missing.delete(step)) found.set(step, { run: id, fingerprint });
    }
  }
  return found;
}

/** Ids rise with time: they tell runs of the same millisecond apart. */
function isBefore(head: { readonly id: RunId; readonly createdAt: number }, { id, createdAt }: Named): boolean {
  if (id === undefined || createdAt === undefined) return true;
  return head.createdAt < createdAt || (head.createdAt === createdAt && head.id < id);
}

function sourcesOf({ plan, tasks }: RunState): ReadonlyMap<string, OutputSource> {
  const sources = new Map<string, OutputSource>();
  for (const [task, state] of tasks.entries()) {
    if (state.kind !== 'completed' || state.source === undefined) continue;
    // What is carried over says nothing of its fingerprint: the run that made it does.
    if ('fingerprint' in state.source) sources.set(plan.names[task] ?? '', state.source);
  }
  return sources;
}

async function comparison(
  cache: StepCache | undefined,
  source: OutputSource,
  earlier: StepHistory | undefined,
): Promise<CacheComparison> {
  if (source.kind !== 'ran') return { kind: source.kind, run: source.run };
  if (earlier === undefined) return { kind: 'first' };
  if (earlier.fingerprint === source.fingerprint) return { kind: 'same', run: earlier.run };
  const after = await storedParts(cache, source.fingerprint);
  return { kind: 'changed', run: earlier.run, changed: await changedSince(cache, earlier, after) };
}

/** Nothing is named of what the cache has forgotten. */
export async function changedSince(
  cache: StepCache | undefined,
  { fingerprint }: StepHistory,
  after: FingerprintParts | undefined,
): Promise<readonly string[]> {
  const before = await storedParts(cache, fingerprint);
  return before === undefined || after === undefined ? [] : changedParts(before, after);
}

async function storedParts(cache: StepCache | undefined, fingerprint: string): Promise<FingerprintParts | undefined> {
  return partsFrom((await cache?.find(fingerprint))?.parts);
}
