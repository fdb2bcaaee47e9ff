import { createHash } from 'node:crypto';

/**
 * JSON text that is the same for equal values: members in the order of their names, none that is `undefined`. For plain JSON
 * of bounded depth only, which parameters and outputs are.
 */
export function canonicalJson(value: unknown): string {
  if (!holdsRecord(value)) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}

/** Whether anything in it has members, which have an order. */
function holdsRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && (!Array.isArray(value) || value.some(holdsRecord));
}

/** SHA-256 of a value's canonical form, as 64 hexadecimal digits. */
export const digestOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** Of what is `undefined` there is none. */
export const digestIfAny = (value: unknown): string | null => (value === undefined ? null : digestOf(value));
