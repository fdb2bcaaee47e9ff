import { NotApplicable } from '@codomyrmex/core';
import { MAX_POINTS } from '../limits.ts';
import { readLabel } from './label.ts';
import { readNumber } from './number.ts';
import { memberOf, readData, refuseTooMany } from './records.ts';

export interface Samples {
  readonly values: readonly number[];
  /** Entries without a number, which are not counted. */
  readonly leftOut: number;
}

/**
 * The numbers of a histogram: a list, the members of an object, or one member of each record.
 * @throws ActionError INVALID_PARAMETERS with the place of the first fault; NotApplicable when there are none.
 */
export function readSamples(data: unknown, valueKey: string): Samples {
  return withoutGaps(readNumbers(data, valueKey));
}

function readNumbers(written: unknown, valueKey: string): readonly (number | null)[] {
  const data = readData(written, 'a list of numbers, an object of name to number, or a list of records');
  switch (data.kind) {
    case 'list':
      return data.values.map((value, index) => readNumber(value, `data[${index}]`));
    case 'by_name':
      return data.entries.map(([name, value]) => readNumber(value, `data.${name.slice(0, 80)}`));
    case 'records':
      return data.records.map((record, index) =>
        readNumber(memberOf(record, { index, key: valueKey, parameter: 'value_key' }), `data[${index}].${valueKey}`),
      );
  }
}

function withoutGaps(numbers: readonly (number | null)[]): Samples {
  const values = numbers.filter((value) => value !== null);
  if (values.length === 0) throw new NotApplicable('no data to draw');
  return { values, leftOut: numbers.length - values.length };
}

export interface Group extends Samples {
  readonly label: string;
}

interface GroupSource {
  readonly data: unknown;
  readonly labels: readonly unknown[] | undefined;
  readonly labelKey: string;
  readonly valueKey: string;
}

/**
 * The groups of a box plot: a list of numbers (one group), a list of lists, an object of name to list or number (numbers
 * are one group), or records grouped by `label_key`. Groups without a number are left out.
 * @throws ActionError INVALID_PARAMETERS with the place of the first fault; NotApplicable when no group has a number.
 */
export function readGroups({ data, labels, labelKey, valueKey }: GroupSource): readonly Group[] {
  const gathered = gather(data, { labelKey, valueKey });
  const count = [...gathered.values()].reduce((sum, values) => sum + values.length, 0);
  if (count > MAX_POINTS) refuseTooMany('data', count);
  const groups = [...gathered].map(([name, values], index) => {
    const given = labels?.[index];
    const label = given === undefined ? name : readLabel(given, `labels[${index}]`);
    const present = values.filter((value) => value !== null);
    return { label, values: present, leftOut: values.length - present.length };
  });
  const filled = groups.filter((group) => group.values.length > 0);
  if (filled.length === 0) throw new NotApplicable('no data to draw');
  return filled;
}

type Gathered = Map<string, (number | null)[]>;

function gather(written: unknown, keys: { readonly labelKey: string; readonly valueKey: string }): Gathered {
  const data = readData(written, 'a list of numbers, a list of lists, an object of name to list, or a list of records');
  const groups: Gathered = new Map();
  switch (data.kind) {
    case 'list':
      if (data.values.some(Array.isArray)) {
        data.values.forEach((values, index) => {
          groups.set(`Group ${index + 1}`, listOf(values, `data[${index}]`));
        });
      } else if (data.values.length > 0) {
        groups.set('Values', listOf(data.values, 'data'));
      }
      return groups;
    case 'by_name':
      for (const [name, values] of data.entries) {
        const path = `data.${name.slice(0, 80)}`;
        if (Array.isArray(values)) groups.set(readLabel(name, path), listOf(values, path));
        else append(groups, 'Values', readNumber(values, path));
      }
      return groups;
    case 'records':
      data.records.forEach((record, index) => {
        const label = memberOf(record, { index, key: keys.labelKey, parameter: 'label_key' });
        const value = memberOf(record, { index, key: keys.valueKey, parameter: 'value_key' });
        const path = `data[${index}]`;
        append(groups, readLabel(label, `${path}.${keys.labelKey}`), readNumber(value, `${path}.${keys.valueKey}`));
      });
      return groups;
  }
}

function listOf(values: unknown, path: string): (number | null)[] {
  if (!Array.isArray(values)) return [readNumber(values, path)];
  if (values.length > MAX_POINTS) return refuseTooMany(path, values.length);
  return values.map((value, index) => readNumber(value, `${path}[${index}]`));
}

function append(groups: Gathered, name: string, value: number | null): void {
  const group = groups.get(name);
  if (group === undefined) groups.set(name, [value]);
  else group.push(value);
}
