import type { RunId } from '@codomyrmex/core';
import type { OutputSource, RunState, StepCache } from '@codomyrmex/dag';
import { changedParts, type FingerprintParts, partsFrom } from '../cache/fingerprint.ts';
import type { RunSnapshot, Runtime } from '../runtime/runtime.ts';

/** Earlier runs that are looked into for the results that a run is compared with. */
const LOOKED_INTO = 50;

/** How a cached step's result came about. */
export type CacheComparison =
  | { readonly kind: 'reused' | 'joined'; readonly run: string }
  /** Its action was called without asking the cache, so that what earlier runs have has nothing to do with it. */
  | { readonly kind: 'unasked' }
  /** Its action was called, and no earlier run is there that it could be compared with. */
  | ({ readonly kind: 'first' } & BesideUnkept)
  /** Its action was called although the result of `run` depended on the same. */
  | ({ readonly kind: 'same'; readonly run: string } & BesideUnkept)
  /** The result of `run` depended on something else; nothing is named when the cache has forgotten it. */
  | ({ readonly kind: 'changed'; readonly run: string; readonly changed: readonly string[] } & BesideUnkept)
  /** Its action was called, and the cache has not kept what it gave. */
  | { readonly kind: 'unkept'; readonly reason: string };

interface BesideUnkept {
  /** A nearer result, which could have been the answer. */
  readonly unkept: UnkeptResult | undefined;
}

/** Results of one step of a workflow, as its runs in one workspace left them. */
export interface StepHistory {
  readonly run: RunId;
  readonly fingerprint: string;
}

/** A result of a cached step that is not in the cache. */
export interface UnkeptResult {
  readonly run: RunId;
  readonly reason: string;
}

/** The nearest results of a step. */
export interface EarlierResults {
  readonly kept?: StepHistory | undefined;
  /** Newer than the one that was kept. */
  readonly unkept?: UnkeptResult | undefined;
}

/** For every cached step of a run that has a result: by name, how it came about. */
export async function cacheComparisons(
  runtime: Runtime,
  cache: StepCache | undefined,
  { record, state }: Pick<RunSnapshot, 'record' | 'state'>,
): Promise<ReadonlyMap<string, CacheComparison>> {
  const sources = sourcesOf(state);
  const called = [...sources]
    .filter(([, source]) => source.kind === 'ran' && source.asked !== false)
    .map(([step]) => step);
  const earlier = await nearestResults(runtime, record, called);
  const compared: [string, CacheComparison][] = [];
  for (const [step, source] of sources) compared.push([step, await comparison(cache, source, earlier.get(step))]);
  return new Map(compared);
}

/** What an earlier result has to do with a step that runs although it is cached, behind what else is said of it. */
export const unkeptText = (unkept: UnkeptResult | undefined): string =>
  unkept === undefined ? '' : `; that of run ${unkept.run} was not kept: ${unkept.reason}`;

type Named = Pick<RunSnapshot['record'], 'workflow' | 'workspace'> &
  Partial<Pick<RunSnapshot['record'], 'id' | 'createdAt'>>;

/** The nearest results of these steps before a run, or before now: by name, of those that have one. */
export async function nearestResults(
  runtime: Runtime,
  run: Named,
  steps: readonly string[],
): Promise<ReadonlyMap<string, EarlierResults>> {
  const missing = new Set(steps);
  const found = new Map<string, EarlierResults>();
  if (missing.size === 0) return found;
  const heads = (await runtime.list({ workflow: run.workflow })).filter((head) => isBefore(head, run));
  for (const { id } of heads.slice(0, LOOKED_INTO)) {
    if (missing.size === 0) break;
    const snapshot = await runtime.snapshot(id);
    if (snapshot?.record.workspace !== run.workspace) continue;
    for (const [step, source] of sourcesOf(snapshot.state)) {
      if (!missing.has(step)) continue;
      const { unkept } = found.get(step) ?? {};
      if (source.kind === 'unkept') found.set(step, { unkept: unkept ?? { run: id, reason: source.reason } });
      else {
        missing.delete(step);
        found.set(step, { kept: { run: id, fingerprint: source.fingerprint }, unkept });
      }
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
    if (state.kind !== 'completed') continue;
    const { source } = state;
    // What is carried over says nothing of how it came about: the run that made it does.
    if (source === undefined) continue;
    if ('fingerprint' in source || source.kind === 'unkept') sources.set(plan.names[task] ?? '', source);
  }
  return sources;
}

async function comparison(
  cache: StepCache | undefined,
  source: OutputSource,
  { kept, unkept }: EarlierResults = {},
): Promise<CacheComparison> {
  switch (source.kind) {
    case 'unkept':
      return source;
    case 'reused':
    case 'joined':
      return { kind: source.kind, run: source.run };
    case 'ran': {
      if (source.asked === false) return { kind: 'unasked' };
      if (kept === undefined) return { kind: 'first', unkept };
      if (kept.fingerprint === source.fingerprint) return { kind: 'same', run: kept.run, unkept };
      const after = await storedParts(cache, source.fingerprint);
      return { kind: 'changed', run: kept.run, changed: await changedSince(cache, kept, after), unkept };
    }
  }
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
