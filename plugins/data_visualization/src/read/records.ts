import { didYouMean } from '@codomyrmex/core';
import { MAX_POINTS } from '../limits.ts';
import { describeValue, refuse } from '../refuse.ts';

export type DataRecord = Readonly<Record<string, unknown>>;

/** How a chart's `data` parameter was written. */
export type WrittenData =
  | { readonly kind: 'by_name'; readonly entries: readonly (readonly [name: string, value: unknown])[] }
  | { readonly kind: 'records'; readonly records: readonly DataRecord[] }
  | { readonly kind: 'list'; readonly values: readonly unknown[] };

/**
 * Tells the three forms of `data` apart. Names are taken as own members only, so that `__proto__` is a name like any other.
 */
export function readData(data: unknown, expected: string): WrittenData {
  if (Array.isArray(data)) {
    const values: readonly unknown[] = data;
    if (values.length > MAX_POINTS) refuseTooMany('data', values.length);
    if (values.length > 0 && values.every(isRecord)) return { kind: 'records', records: values };
    return { kind: 'list', values };
  }
  if (isRecord(data)) {
    const entries = Object.entries(data);
    if (entries.length > MAX_POINTS) refuseTooMany('data', entries.length);
    return { kind: 'by_name', entries };
  }
  return refuse('data', `expected ${expected}, got ${describeValue(data)}`);
}

export function refuseTooMany(path: string, count: number): never {
  return refuse(
    path,
    `${count} values are more than the ${MAX_POINTS} that a chart takes`,
    'Aggregate the data first.',
  );
}

export function isRecord(value: unknown): value is DataRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where in the data a record stands, and the parameter that names its member. */
export interface Member {
  readonly index: number;
  readonly key: string;
  /** The parameter that gave the key, for the message: `value_key`. */
  readonly parameter: string;
}

/** A record's own member; one that the record does not have is refused with those that it has. */
export function memberOf(record: DataRecord, { index, key, parameter }: Member): unknown {
  if (Object.hasOwn(record, key)) return record[key];
  const keys = Object.keys(record);
  return refuse(
    `data[${index}]`,
    `has no member ${JSON.stringify(key)} (${parameter}); it has ${keys.slice(0, 12).join(', ') || 'none'}`,
    didYouMean(key, keys) ?? `Set ${parameter} to one of the members.`,
  );
}
