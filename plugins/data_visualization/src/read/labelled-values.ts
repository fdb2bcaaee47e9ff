import { NotApplicable } from '@codomyrmex/core';
import { describeValue, refuse } from '../refuse.ts';
import { readPairedLists, requireOneForm } from './equal-lengths.ts';
import { readLabel } from './label.ts';
import { readNumber } from './number.ts';
import { memberOf, readData } from './records.ts';

export interface LabelledValue {
  readonly label: string;
  readonly value: number;
}

export interface LabelledValues {
  readonly items: readonly LabelledValue[];
  /** Entries without a value (`null`), which are not drawn. */
  readonly leftOut: number;
}

export interface LabelledSource {
  readonly data?: unknown;
  readonly labels: readonly unknown[] | undefined;
  readonly values: readonly unknown[] | undefined;
  /** What the two lists are called in the parameters. */
  readonly names: readonly [labels: string, values: string];
  readonly labelKey: string;
  readonly valueKey: string;
}

/**
 * Reads names with numbers, in whichever form they were given.
 * @throws ActionError INVALID_PARAMETERS with the place of the first fault; NotApplicable when there is nothing to draw.
 */
export function readLabelledValues(source: LabelledSource): LabelledValues {
  const lists = readPairedLists({ left: source.labels, right: source.values, names: source.names });
  requireOneForm(source.data, lists, source.names.join(' and '));
  const pairs =
    lists === undefined
      ? pairsOfData(source)
      : lists.left.map((label, index) => ({
          label: readLabel(label, `${source.names[0]}[${index}]`),
          value: readNumber(lists.right[index], `${source.names[1]}[${index}]`),
        }));
  const items = pairs.filter((pair): pair is LabelledValue => pair.value !== null);
  if (items.length === 0) throw new NotApplicable('no data to draw');
  return { items, leftOut: pairs.length - items.length };
}

interface Pair {
  readonly label: string;
  readonly value: number | null;
}

function pairsOfData(source: LabelledSource): readonly Pair[] {
  const data = readData(source.data, 'an object of name to number, or a list of records');
  switch (data.kind) {
    case 'by_name':
      return data.entries.map(([name, value]) => ({
        label: readLabel(name, 'data'),
        value: readNamedNumber(name, value, source.valueKey),
      }));
    case 'records':
      return data.records.map((record, index) => ({
        label: readLabel(
          memberOf(record, { index, key: source.labelKey, parameter: 'label_key' }),
          `data[${index}].${source.labelKey}`,
        ),
        value: readNumber(
          memberOf(record, { index, key: source.valueKey, parameter: 'value_key' }),
          `data[${index}].${source.valueKey}`,
        ),
      }));
    case 'list':
      if (data.values.length === 0) return [];
      return refuse(
        'data',
        `expected records or an object of name to number, got a list with ${describeValue(data.values[0])}`,
        `For two plain lists use ${source.names.join(' and ')}.`,
      );
  }
}

/** The value of a name: a number, or a record whose `value_key` member is one. */
function readNamedNumber(name: string, value: unknown, valueKey: string): number | null {
  const path = `data.${name.slice(0, 80)}`;
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, valueKey)) {
    return readNumber(Object.getOwnPropertyDescriptor(value, valueKey)?.value, `${path}.${valueKey}`);
  }
  if (typeof value === 'object' && value !== null) {
    return refuse(
      path,
      `expected a number, got ${describeValue(value)}`,
      'Refer to an object whose members are all numbers, or name the member to draw in value_key.',
    );
  }
  return readNumber(value, path);
}
