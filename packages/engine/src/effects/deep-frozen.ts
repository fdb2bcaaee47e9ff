/** Freezes a value of JSON whole, in place. Without recursion: it is as deep as its author likes. */
export function deepFrozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  // Most have no members that are objects: then no list is made.
  let open: object[] | undefined;
  for (let next: object | undefined = value; next !== undefined; next = open?.pop()) {
    if (Object.isFrozen(next)) continue;
    Object.freeze(next);
    for (const member of Object.values(next)) {
      if (typeof member !== 'object' || member === null) continue;
      open ??= [];
      open.push(member);
    }
  }
  return value;
}
