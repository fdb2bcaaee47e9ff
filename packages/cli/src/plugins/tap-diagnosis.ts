import { type Hooks, type TapReport, tapReports } from '@codomyrmex/core/hooks';
import { costOf, sumOf, type TapCost } from '@codomyrmex/engine';
import { safe } from '../terminal.ts';

/** What a tap of a plugin has cost and done, in this process and in those that ended before. */
export interface TapDiagnosis {
  readonly hook: string;
  /** Its place among the taps of the hook, from 1; `null` for what is not tapped now: its code was not loaded, or is other code. */
  readonly place: number | null;
  readonly stage: number | null;
  readonly calls: number;
  readonly failures: number;
  readonly total_ms: number;
  readonly longest_ms: number;
  readonly last_error: string | null;
  readonly last_error_at: string | null;
}

/** The taps of a plugin in the order of the run, with what they cost before. */
export function tapsOf(
  hooks: Hooks,
  module: string,
  earlier: ReadonlyMap<string, TapCost> = new Map(),
): readonly TapDiagnosis[] {
  const now = tapReports(hooks).filter(({ plugin }) => plugin === module);
  const placed = now.map((report) => {
    const cost = sumOf(earlier.get(report.hook), costOf(report));
    return diagnosis(report.hook, cost, { place: placeOf(hooks, report), stage: report.stage });
  });
  const gone = [...earlier].filter(([hook]) => !now.some((report) => report.hook === hook));
  return [...placed, ...gone.map(([hook, cost]) => diagnosis(hook, cost, { place: null, stage: null }))];
}

function diagnosis(
  hook: string,
  { calls, failures, totalMs, longestMs, lastError }: TapCost,
  { place, stage }: Pick<TapDiagnosis, 'place' | 'stage'>,
): TapDiagnosis {
  return {
    hook,
    place,
    stage,
    calls,
    failures,
    total_ms: rounded(totalMs),
    longest_ms: rounded(longestMs),
    last_error: lastError?.message ?? null,
    last_error_at: lastError?.at.toISOString() ?? null,
  };
}

function placeOf(hooks: Hooks, { hook, plugin }: TapReport): number {
  const found = Object.entries(hooks).find(([name]) => name === hook)?.[1];
  return (found?.taps.findIndex(({ name }: { readonly name: string }) => name === plugin) ?? -1) + 1;
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;

/** `weather in runStarting: 3 calls since 2026-…, 12.5 ms in all, 9 ms at most, 1 error`, with the last error. */
export function tapText(module: string, tap: TapDiagnosis, since: string | null): string {
  const { hook, calls, failures, total_ms: total, longest_ms: longest } = tap;
  const called = `${counted(calls, 'call')}${since === null || calls === 0 ? '' : ` since ${since}`}`;
  const cost = `${called}, ${total} ms in all, ${longest} ms at most, ${counted(failures, 'error')}`;
  const last = tap.last_error === null ? '' : `; the last at ${tap.last_error_at}: ${safe(tap.last_error)}`;
  return `${module} in ${hook}: ${cost}${last}`;
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
