/** A calendar unit, in UTC. */
export type Unit = 'month' | 'week';

export interface Period {
  /** `2026-11`, or the ISO week `2026-W47`. */
  readonly period: string;
  readonly commits: number;
  readonly added: number;
  readonly deleted: number;
}

export interface Dated {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly added: number;
  readonly deleted: number;
}

const DAY = 24 * 3600 * 1000;

/**
 * Sums by calendar unit, in order, from the first to the last, units without commits included;
 * at most the `most` latest, so that a commit dated 1970 does not bring hundreds of empty ones.
 */
export function byPeriod(commits: Iterable<Dated>, unit: Unit, most: number): Period[] {
  const sums = new Map<number, { commits: number; added: number; deleted: number }>();
  let last = Number.NEGATIVE_INFINITY;
  for (const { time, added, deleted } of commits) {
    const start = startOf(time * 1000, unit);
    if (!Number.isFinite(start)) continue;
    last = Math.max(last, start);
    const sum = sums.get(start) ?? { commits: 0, added: 0, deleted: 0 };
    sums.set(start, { commits: sum.commits + 1, added: sum.added + added, deleted: sum.deleted + deleted });
  }
  if (sums.size === 0) return [];
  let earliest = last;
  for (const start of sums.keys()) earliest = Math.min(earliest, start);
  const periods: Period[] = [];
  for (let start = last; start >= earliest && periods.length < most; start = before(start, unit)) {
    periods.push({ period: labelOf(start, unit), ...(sums.get(start) ?? { commits: 0, added: 0, deleted: 0 }) });
  }
  return periods.reverse();
}

/** The first moment of the unit that holds `time`, in milliseconds; NaN for a time that no calendar has. */
function startOf(time: number, unit: Unit): number {
  const date = new Date(time);
  const day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), unit === 'month' ? 1 : date.getUTCDate());
  return unit === 'month' ? day : day - ((date.getUTCDay() + 6) % 7) * DAY;
}

function before(start: number, unit: Unit): number {
  return startOf(start - DAY, unit);
}

function labelOf(start: number, unit: Unit): string {
  if (unit === 'month') return new Date(start).toISOString().slice(0, 7);
  // A week belongs to the year that has its Thursday.
  const thursday = new Date(start + 3 * DAY);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY));
  return `${year}-W${String(week).padStart(2, '0')}`;
}
