import type { Ecosystem } from '../locked-package.ts';
import { compareVersions } from '../versions/version-order.ts';
import type { Affected, VersionEvent } from './advisory.ts';

export type Verdict =
  | { readonly kind: 'affected'; readonly fixedIn: readonly string[] }
  | { readonly kind: 'not_affected' }
  /** The advisory says nothing that can be compared with a version. */
  | { readonly kind: 'undecided'; readonly reason: string };

/** Whether a version is affected, as the format's own algorithm decides: by its lists of versions or by any of its ranges. */
export function verdictOn(ecosystem: Ecosystem, version: string, affected: Affected): Verdict {
  const ranges = (affected.ranges ?? []).filter(({ type }) => type === 'SEMVER' || type === 'ECOSYSTEM');
  const listed = (affected.versions ?? []).some(
    (other) => other === version || compareVersions(ecosystem, other, version) === 0,
  );
  const answers = ranges.map(({ events }) => isWithin(ecosystem, version, events));
  if (listed || answers.includes(true)) {
    return {
      kind: 'affected',
      fixedIn: fixedAfter(
        ecosystem,
        version,
        ranges.flatMap(({ events }) => events),
      ),
    };
  }
  if (answers.includes(undefined)) {
    return { kind: 'undecided', reason: `"${version}", or a version of the advisory, is no version of ${ecosystem}` };
  }
  if (ranges.length === 0 && (affected.versions ?? []).length === 0) {
    return { kind: 'undecided', reason: 'the advisory names no versions, only commits or nothing' };
  }
  return { kind: 'not_affected' };
}

interface Step {
  readonly at: string;
  readonly kind: 'introduced' | 'fixed' | 'last_affected';
}

function stepsOf(events: readonly VersionEvent[]): readonly Step[] {
  return events.flatMap(({ introduced, fixed, last_affected }): Step[] => {
    if (introduced !== undefined) return [{ at: introduced, kind: 'introduced' }];
    if (fixed !== undefined) return [{ at: fixed, kind: 'fixed' }];
    return last_affected === undefined ? [] : [{ at: last_affected, kind: 'last_affected' }];
  });
}

/** `undefined` where the version cannot be compared with those of the range. */
function isWithin(ecosystem: Ecosystem, version: string, events: readonly VersionEvent[]): boolean | undefined {
  // `0` is before every version.
  const order = (a: string, b: string): number | undefined => {
    if (a === b) return 0;
    if (a === '0' || b === '0') return a === '0' ? -1 : 1;
    return compareVersions(ecosystem, a, b);
  };
  const steps = stepsOf(events);
  if (steps.some(({ at }) => order(version, at) === undefined)) return undefined;
  let isAffected = false;
  for (const { at, kind } of steps.toSorted((a, b) => order(a.at, b.at) ?? 0)) {
    const position = order(version, at) ?? 0;
    if (kind === 'introduced' && position >= 0) isAffected = true;
    if (kind === 'fixed' && position >= 0) isAffected = false;
    if (kind === 'last_affected' && position > 0) isAffected = false;
  }
  return isAffected;
}

/** Versions that mend it and are later than this one, the earliest first. */
function fixedAfter(ecosystem: Ecosystem, version: string, events: readonly VersionEvent[]): readonly string[] {
  const fixes = events.flatMap(({ fixed }) => (fixed === undefined ? [] : [fixed]));
  return [...new Set(fixes)]
    .filter((fix) => (compareVersions(ecosystem, fix, version) ?? 0) > 0)
    .sort((a, b) => compareVersions(ecosystem, a, b) ?? 0);
}
