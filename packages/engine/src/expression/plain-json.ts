import type { JsonValue } from '@codomyrmex/core';
import { Optional } from '@marcbachmann/cel-js';
import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';

const MAX_DEPTH = 200;

/** Thrown with the reason when a value has no JSON form. */
class NotJson extends Error {}

/**
 * A copy of what an expression gave, in JSON: integers become numbers, bytes base64, times ISO 8601, durations `3.5s`,
 * an absent optional value `null`. Nothing of the copy is shared with the data that the expression read.
 * @throws NotJson for what JSON cannot hold: infinite numbers, integers that a number would change, types.
 */
export function plainJson(value: unknown, depth = 0): JsonValue {
  if (depth > MAX_DEPTH) throw new NotJson(`the value is nested deeper than ${MAX_DEPTH} levels`);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      throw new NotJson(`${value} is not a number that JSON has`);
    case 'bigint':
      return numberFrom(value);
    case 'object':
      return value === null ? null : objectFrom(value, depth);
    case 'undefined':
    case 'function':
    case 'symbol':
      throw new NotJson(`a value of the kind ${typeof value} has no JSON form`);
  }
}

function numberFrom(value: bigint): number {
  const number = Number(value);
  if (BigInt(number) !== value) throw new NotJson(`${value} is too large to be exact as a number; use string()`);
  return number;
}

function objectFrom(value: object, depth: number): JsonValue {
  if (Array.isArray(value)) return value.map((item) => plainJson(item, depth + 1));
  if (value instanceof Optional) return value.hasValue() ? plainJson(value.value(), depth) : null;
  if (value instanceof UnsignedInt) return numberFrom(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Duration) return value.toString();
  if (value instanceof Map) return objectFrom(Object.fromEntries(value), depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) throw new NotJson('a type is not a value');
  // Not by assignment: a member called "__proto__" would change the copy instead of joining it.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainJson(item, depth + 1)]));
}
