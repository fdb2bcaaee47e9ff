/** What survives a round trip through JSON: the form of every parameter, output and persisted value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

const MAX_DEPTH = 200;

/**
 * Says why `value` is not plain JSON, with the path of the first offender, or `undefined` when it is.
 * Getters are never run and cycles end at the depth limit; `undefined` members are allowed, as JSON drops them.
 */
export function whyNotJson(value: unknown): string | undefined {
  const open: { value: unknown; path: string; depth: number }[] = [{ value, path: '', depth: 0 }];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { value: current, path, depth } = item;
    if (depth > MAX_DEPTH) return `${path.slice(0, 80)}… is nested deeper than ${MAX_DEPTH} levels or refers to itself`;
    if (current === null || current === undefined) continue;
    if (typeof current === 'object') {
      const reason = plainObject(current);
      if (reason !== undefined) return `${path || 'the value'} ${reason}`;
      for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(current))) {
        if (Array.isArray(current) && key === 'length') continue;
        if (property.get !== undefined) return `${path}/${key} is a getter`;
        open.push({ value: property.value, path: `${path}/${key}`, depth: depth + 1 });
      }
      continue;
    }
    const reason = scalar(current);
    if (reason !== undefined) return `${path || 'the value'} ${reason}`;
  }
  return undefined;
}

function plainObject(value: object): string | undefined {
  if (Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return undefined;
  // Objects from another realm (a worker, vm) have another Object.prototype, whose own prototype is null.
  if (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null) return undefined;
  return `is a ${value.constructor?.name ?? 'class'} instance, not a plain object`;
}

function scalar(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `is ${value}, which JSON cannot hold`;
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
    case 'object':
      return `is a ${typeof value}, which JSON cannot hold`;
  }
}
