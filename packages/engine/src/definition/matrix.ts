import { isDeepStrictEqual } from 'node:util';
import { type JsonValue, MAX_ITEMS, type MatrixDefinition } from '@codomyrmex/core';
import { invalidParameters, listOf } from '../expression/invalid-parameters.ts';

export type Combination = Readonly<Record<string, JsonValue>>;

/** The names whose values are combined. */
export function axesOf({ include: _more, exclude: _less, ...axes }: MatrixDefinition): readonly string[] {
  return Object.keys(axes);
}

/**
 * Every combination, in the order in which the names and their values are written, the first name turning slowest; without the
 * excluded ones, and with the included: an entry adds its other values to the combinations that have all of its values for the
 * names of the matrix, and is a combination of its own where there is none.
 * @throws ActionError INVALID_PARAMETERS where a name's values are no list, or there are too many combinations.
 */
export function combinations(matrix: Readonly<Record<string, unknown>>): readonly Combination[] {
  const { include, exclude, ...axes } = matrix as MatrixDefinition; // what an expression gave in it is checked below
  const kept = product(axes).filter((one) => !(exclude ?? []).some((out) => fits(out, one)));
  const names = new Set(Object.keys(axes));
  const made: Record<string, JsonValue>[] = kept.map((one) => ({ ...one }));
  const added: Record<string, JsonValue>[] = [];
  for (const entry of include ?? []) {
    const shared = Object.fromEntries(Object.entries(entry).filter(([name]) => names.has(name)));
    const matching = kept.flatMap((one, place) => (fits(shared, one) ? [place] : []));
    if (matching.length === 0) added.push({ ...entry });
    for (const place of matching) Object.assign(made[place] ?? {}, entry);
  }
  return [...made, ...added];
}

function product(axes: Readonly<Record<string, unknown>>): readonly Combination[] {
  const lists = Object.entries(axes).map(
    ([name, values]) => [name, listOf(values, `"${name}" of the matrix`)] as const,
  );
  if (lists.length === 0) return [];
  const size = lists.reduce((count, [, values]) => count * values.length, 1);
  if (size > MAX_ITEMS)
    throw invalidParameters(`the matrix has ${size} combinations, and a step consists of at most ${MAX_ITEMS}`);
  return lists.reduce<readonly Combination[]>(
    (made, [name, values]) => made.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

const fits = (some: Combination, whole: Combination): boolean =>
  Object.entries(some).every(([name, value]) => isDeepStrictEqual(whole[name], value));
