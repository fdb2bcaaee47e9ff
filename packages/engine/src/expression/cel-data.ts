/** What was looked through before: outputs of steps do not change. */
const known = new WeakMap<object, unknown>();

/**
 * Plain JSON in the form in which the CEL library reads every member. It tells objects by their `constructor`, so that an
 * object with a member of that name is no object to it: data that has such a member anywhere becomes maps.
 */
export function celData(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const before = known.get(value);
  if (before !== undefined) return before;
  const form = hasConstructor(value) ? asMaps(value) : value;
  known.set(value, form);
  return form;
}

function hasConstructor(value: object): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const item = open.pop();
    if (typeof item !== 'object' || item === null) continue;
    if (Object.hasOwn(item, 'constructor')) return true;
    for (const member of Array.isArray(item) ? item : Object.values(item)) open.push(member);
  }
  return false;
}

/** The depth of JSON that comes from steps and runs is bounded where it is accepted. */
function asMaps(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asMaps);
  return new Map(Object.entries(value).map(([key, member]) => [key, asMaps(member)]));
}
