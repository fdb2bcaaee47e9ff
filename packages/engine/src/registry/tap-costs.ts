import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@codomyrmex/core';
import { type Hooks, type TapReport, tapReports } from '@codomyrmex/core/hooks';
import type { Masks } from '../effects/masks.ts';
import { writeFileWhole } from '../workflows/write-file.ts';
import type { PluginRegistry } from './plugin-registry.ts';
import { readRecord, type TapCostsRecord } from './tap-costs-record.ts';

/** What one tap has cost and done, in every process of a data folder that has ended well. */
export interface TapCost {
  readonly calls: number;
  readonly failures: number;
  /** Milliseconds, waiting included. */
  readonly totalMs: number;
  readonly longestMs: number;
  readonly lastError: { readonly message: string; readonly at: Date } | undefined;
}

/**
 * What the taps of a plugin have cost, by hook: `<data>/tap-costs/<module>.json`, one small file a plugin. It is added to when an engine is
 * closed, never while it works; a process that is killed adds nothing. The file is always whole; of two engines that close at the same
 * moment the counts of one may be lost, which such counts can bear. They are of one version of the plugin: another begins anew.
 */
export interface TapCosts {
  readonly version: string;
  /** Since when it counts. */
  readonly since: Date;
  readonly taps: ReadonlyMap<string, TapCost>;
}

/** `unusable`: something else wrote it, or a newer version of us. It is left as it is, and nothing is added to it. */
export type ReadTapCosts =
  | { readonly kind: 'costs'; readonly costs: TapCosts }
  | { readonly kind: 'none' }
  | { readonly kind: 'unusable'; readonly file: string; readonly why: string };

const MAX_BYTES = 64 * 1024;
const MAX_MESSAGE = 500;

const recordFile = (dataFolder: string, module: string): string => join(dataFolder, 'tap-costs', `${module}.json`);

/** What is known of a module's taps. Never rejects. */
export async function readTapCosts(dataFolder: string, module: string): Promise<ReadTapCosts> {
  const file = recordFile(dataFolder, module);
  try {
    if ((await stat(file)).size > MAX_BYTES) return { kind: 'unusable', file, why: 'it is larger than 64 KiB' };
    const read = readRecord(JSON.parse(await readFile(file, 'utf8')));
    if (read.ok) return { kind: 'costs', costs: costsOf(read.record) };
    return { kind: 'unusable', file, why: read.why };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'none' };
    return { kind: 'unusable', file, why: error instanceof Error ? error.message : String(error) };
  }
}

interface KeeperPorts {
  readonly hooks: Hooks;
  readonly registry: PluginRegistry;
  readonly masks: Masks;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Gives what adds the cost of an engine's taps to what is known, to be called once, at its end. It never rejects: what cannot be written is
 * not counted. Taps in names that are no module's are not either.
 */
export function costKeeper(ports: KeeperPorts, dataFolder: string | undefined): () => Promise<void> {
  if (dataFolder === undefined) return async () => {};
  return async () => {
    const called = tapReports(ports.hooks).filter(({ calls }) => calls > 0);
    if (called.length === 0 || !existsSync(dataFolder)) return;
    const modules = [...new Set(called.map(({ plugin }) => plugin))];
    await Promise.allSettled(
      modules.map(async (module) => {
        const added = await costsWith(ports, { dataFolder, module }, called);
        if (added === undefined) return;
        const text = `${JSON.stringify(recordOf(added), undefined, 2)}\n`;
        await writeFileWhole(recordFile(dataFolder, module), text, 'replace');
      }),
    );
  };
}

interface RecordOf {
  readonly dataFolder: string;
  readonly module: string;
}

/** What is known with what was added; `undefined` where nothing is to be written. */
async function costsWith(
  { registry, masks, clock }: KeeperPorts,
  { dataFolder, module }: RecordOf,
  called: readonly TapReport[],
): Promise<TapCosts | undefined> {
  const version = registry.versionOf(module);
  if (version === undefined) return undefined;
  const read = await readTapCosts(dataFolder, module);
  if (read.kind === 'unusable') return undefined;
  const isOurs = read.kind === 'costs' && read.costs.version === version;
  const before: TapCosts = isOurs ? read.costs : { version, since: new Date(clock.now()), taps: new Map() };
  const taps = new Map(before.taps);
  for (const report of called.filter(({ plugin }) => plugin === module)) {
    const cost = costOf(report, (text) => masks.text(text));
    taps.set(report.hook, sumOf(taps.get(report.hook), cost));
  }
  return { ...before, taps };
}

/** Of one tap in one engine. */
export function costOf(report: TapReport, masked: (text: string) => string = (text) => text): TapCost {
  const { calls, failures, totalMs, longestMs, lastError, lastErrorAt } = report;
  const told =
    lastError === undefined
      ? undefined
      : { message: masked(lastError).slice(0, MAX_MESSAGE), at: new Date(lastErrorAt ?? 0) };
  return { calls, failures, totalMs, longestMs, lastError: told };
}

/** Of what was before and what came after it. */
export function sumOf(before: TapCost | undefined, after: TapCost): TapCost {
  if (before === undefined) return after;
  return {
    calls: before.calls + after.calls,
    failures: before.failures + after.failures,
    totalMs: before.totalMs + after.totalMs,
    longestMs: Math.max(before.longestMs, after.longestMs),
    lastError: after.lastError ?? before.lastError,
  };
}

function recordOf({ version, since, taps }: TapCosts): TapCostsRecord {
  const entries = [...taps].map(([hook, { calls, failures, totalMs, longestMs, lastError }]) => [
    hook,
    {
      calls,
      failures,
      total_ms: rounded(totalMs),
      longest_ms: rounded(longestMs),
      last_error: lastError === undefined ? null : { message: lastError.message, at: lastError.at.toISOString() },
    },
  ]);
  return { record_version: 1, version, since: since.toISOString(), taps: Object.fromEntries(entries) };
}

function costsOf({ version, since, taps }: TapCostsRecord): TapCosts {
  const entries = Object.entries(taps).map(([hook, tap]): [string, TapCost] => [
    hook,
    {
      calls: tap.calls,
      failures: tap.failures,
      totalMs: tap.total_ms,
      longestMs: tap.longest_ms,
      lastError:
        tap.last_error === null ? undefined : { message: tap.last_error.message, at: new Date(tap.last_error.at) },
    },
  ]);
  return { version, since: new Date(since), taps: new Map(entries) };
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
