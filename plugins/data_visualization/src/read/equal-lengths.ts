import { MAX_POINTS } from '../limits.ts';
import { refuse } from '../refuse.ts';
import { refuseTooMany } from './records.ts';

/** Two lists that belong together, place by place. */
export interface PairedLists {
  readonly left: readonly unknown[];
  readonly right: readonly unknown[];
}

interface WrittenLists {
  readonly left: readonly unknown[] | undefined;
  readonly right: readonly unknown[] | undefined;
  readonly names: readonly [left: string, right: string];
}

/** The two lists, or `undefined` when neither was given. One without the other and unequal lengths are refused. */
export function readPairedLists({ left, right, names }: WrittenLists): PairedLists | undefined {
  if (left === undefined && right === undefined) return undefined;
  if (left === undefined) return refuse(names[0], `is missing; ${names[1]} needs it`);
  if (right === undefined) return refuse(names[1], `is missing; ${names[0]} needs it`);
  if (left.length > MAX_POINTS) return refuseTooMany(names[0], left.length);
  if (left.length !== right.length) {
    return refuse(names[1], `has ${right.length} values where ${names[0]} has ${left.length}`);
  }
  return { left, right };
}

/** Exactly one of the two ways to give a chart its data must be used. */
export function requireOneForm(data: unknown, lists: PairedLists | undefined, names: string): void {
  if (data !== undefined && lists !== undefined) refuse('data', `was given together with ${names}; give one of them`);
  if (data === undefined && lists === undefined) refuse('data', `is missing; give data, or ${names}`);
}
