// Members of parsed JSON and TOML, whose shape nobody has promised: what is not of the asked form is left out.

const MAX_TEXT = 200;
const MAX_NAMES = 100;

/** The member `key` of `value` where that is an object's own. */
export function memberOf(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, key)
        ? Reflect.get(inside, key)
        : undefined,
    value,
  );
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : undefined;
}

/** The keys of an object, at most 100. */
export function namesOf(value: unknown): string[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.keys(value)
    .slice(0, MAX_NAMES)
    .map((name) => name.slice(0, MAX_TEXT));
}

/** How many members an object or an array has. */
export function sizeOf(value: unknown): number | undefined {
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

/** The sum of what is there, or `undefined` when nothing is. */
export function sum(counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, count) => total + count, 0);
}
