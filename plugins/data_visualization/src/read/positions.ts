import { readLabel } from './label.ts';
import { readNumber } from './number.ts';

/** Where values stand along the horizontal axis. */
export type Positions =
  | { readonly kind: 'number'; readonly at: readonly number[] }
  /** Milliseconds since the epoch, read as UTC; `written` is the text as it was given. */
  | { readonly kind: 'time'; readonly at: readonly number[]; readonly written: readonly string[] }
  | { readonly kind: 'category'; readonly labels: readonly string[] };

const isoDate = /^\d{4}-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?)?$/;

/** Numbers give a number axis, ISO 8601 dates (`2026-11`, `2026-11-03`, `2026-11-03T10:00Z`) a time axis, all else names. */
export function readPositions(values: readonly unknown[], path: string): Positions {
  if (values.every((value) => typeof value === 'number')) {
    const at = values.map((value, index) => readNumber(value, `${path}[${index}]`) ?? 0);
    return { kind: 'number', at };
  }
  const labels = values.map((value, index) => readLabel(value, `${path}[${index}]`));
  const times = labels.map((label) => (isoDate.test(label) ? Date.parse(asUtc(label)) : Number.NaN));
  return times.every(Number.isFinite) ? { kind: 'time', at: times, written: labels } : { kind: 'category', labels };
}

/** A time without a zone would be read in the zone of the machine that draws. */
function asUtc(date: string): string {
  return date.includes('T') && !/(?:Z|[+-]\d{2}:\d{2})$/.test(date) ? `${date}Z` : date;
}

export function positionLabel(positions: Positions, index: number): string | number {
  switch (positions.kind) {
    case 'number':
      return positions.at[index] ?? 0;
    case 'time':
      return positions.written[index] ?? '';
    case 'category':
      return positions.labels[index] ?? '';
  }
}
