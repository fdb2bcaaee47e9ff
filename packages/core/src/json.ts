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
  if (typeof value !== 'object' || value === null) return told(undefined, scalar(value));
  const open: Open[] = [{ value, key: '', depth: 0, outer: undefined }];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const reason = plainObject(item.value);
    if (reason !== undefined) return told(item, reason);
    const isArray = Array.isArray(item.value);
    for (const key of Object.getOwnPropertyNames(item.value)) {
      if (isArray && key === 'length') continue;
      const property = Object.getOwnPropertyDescriptor(item.value, key);
      if (property?.get !== undefined) return `${pathOf(item)}/${key} is a getter`;
      if (item.depth === MAX_DEPTH) {
        return `${`${pathOf(item)}/${key}`.slice(0, 80)}… is nested deeper than ${MAX_DEPTH} levels or refers to itself`;
      }
      const inner: unknown = property?.value;
      if (typeof inner === 'object' && inner !== null) {
        open.push({ value: inner, key, depth: item.depth + 1, outer: item });
      } else {
        const why = scalar(inner);
        if (why !== undefined) return `${pathOf(item)}/${key} ${why}`;
      }
    }
  }
  return undefined;
}

/** An object to be looked into. Its path is written only for whom it is told: large values are plain JSON nearly always. */
interface Open {
  readonly value: object;
  readonly key: string;
  readonly depth: number;
  readonly outer: Open | undefined;
}

function pathOf(item: Open | undefined): string {
  const keys: string[] = [];
  for (let at = item; at?.outer !== undefined; at = at.outer) keys.push(at.key);
  return keys
    .reverse()
    .map((key) => `/${key}`)
    .join('');
}

const told = (item: Open | undefined, reason: string | undefined): string | undefined =>
  reason === undefined ? undefined : `${pathOf(item) || 'the value'} ${reason}`;

function plainObject(value: object): string | undefined {
  if (Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return undefined;
  // Objects from another realm (a worker, vm) have another Object.prototype, whose own prototype is null.
  if (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null) return undefined;
  return `is a ${value.constructor?.name ?? 'class'} instance, not a plain object`;
}

/** Of what is no object. */
function scalar(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `is ${value}, which JSON cannot hold`;
    case 'bigint':
    case 'function':
    case 'symbol':
      return `is a ${typeof value}, which JSON cannot hold`;
    case 'object':
      return value === null ? undefined : 'is an object';
  }
}
