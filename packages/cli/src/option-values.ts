import { InvalidArgumentError } from 'commander';

/** A count that is given as an option: a whole number from 1 on. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError(`"${text}" is not a whole number from 1 on`);
}

/** At most so many, which may be none: a whole number from 0 on. */
export function atMost(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError(`"${text}" is not a whole number from 0 on`);
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError(`"${text}" is not a number of seconds above 0`);
}

/** Of an option that may be repeated: every value. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
