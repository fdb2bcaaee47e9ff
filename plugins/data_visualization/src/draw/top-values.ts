import type { LabelledValue } from '../read/labelled-values.ts';

export interface ShownValue extends LabelledValue {
  /** How many values this one sums up; 1 for a value of its own. */
  readonly count: number;
}

/** `given`: as they came. `value`: largest first. */
export type Order = 'given' | 'value';

/** What becomes of values beyond the limit: summed up as one more value, or left out where a sum means nothing. */
export type Rest = 'sum' | 'leave_out';

export interface Selection {
  readonly limit: number;
  readonly order: Order;
  readonly rest: Rest;
}

/**
 * At most `limit` values and, where there are more, the sum of the rest as "other": the largest by magnitude are kept,
 * and with them the order is by value, since the given one has lost its neighbours.
 */
export function topValues(
  items: readonly LabelledValue[],
  { limit, order, rest: fate }: Selection,
): readonly ShownValue[] {
  const all = items.map((item) => ({ ...item, count: 1 }));
  if (all.length <= limit && order === 'given') return all;
  const sorted = all.toSorted((a, b) => b.value - a.value);
  if (sorted.length <= limit) return sorted;
  const byMagnitude = sorted.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const kept = new Set(byMagnitude.slice(0, limit));
  if (fate === 'leave_out') return sorted.filter((item) => kept.has(item));
  const rest = byMagnitude.slice(limit);
  const sum = rest.reduce((total, item) => total + item.value, 0);
  return [
    ...sorted.filter((item) => kept.has(item)),
    { label: `other (${rest.length.toLocaleString('en-US')})`, value: sum, count: rest.length },
  ];
}
