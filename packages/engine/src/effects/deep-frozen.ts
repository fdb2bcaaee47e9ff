/** Freezes a value of JSON whole, in place. Without recursion: it is as deep as its author likes. */
export function deepFrozen<Value>(value: Value): Value {
  if (!isObject(value)) return value;
  // Most have no members that are objects: then no list is made.
  let open: object[] | undefined;
  for (let next: object | undefined = value; next !== undefined; next = open?.pop()) {
    if (Object.isFrozen(next)) continue;
    Object.freeze(next);
    open = Array.isArray(next) ? withItems(next, open) : withMembers(next, open);
  }
  return value;
}

function withItems(items: readonly unknown[], open: object[] | undefined): object[] | undefined {
  let all = open;
  for (const item of items) if (isObject(item)) all = added(item, all);
  return all;
}

/** By name: a list of its values, made for each record, took half of the time. */
function withMembers(record: object, open: object[] | undefined): object[] | undefined {
  let all = open;
  for (const name in record) {
    if (!Object.hasOwn(record, name)) continue;
    // An own member of it.
    const member: unknown = record[name as keyof typeof record];
    if (isObject(member)) all = added(member, all);
  }
  return all;
}

function added(item: object, open: object[] | undefined): object[] {
  if (open === undefined) return [item];
  open.push(item);
  return open;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
