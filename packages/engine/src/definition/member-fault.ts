import { didYouMean } from '@codomyrmex/core';
import { anyItem, anyMember, filtered, type ShapePath } from '../expression/assumptions.ts';
import type { Fault } from './fault.ts';
import { impossibleMember, memberKeys } from './json-schema-members.ts';
import type { Shape } from './target-shape.ts';

/** Told where no value of the shape has a member at `path`. */
export function memberFault({ name, schema }: Shape, path: ShapePath): Omit<Fault, 'path'> | undefined {
  const impossible = impossibleMember(schema, path);
  if (impossible === undefined) return undefined;
  const { index, keys, types } = impossible;
  const before = path.slice(0, index);
  const walked = walkedText(name, before);
  const segment = path[index];
  const kind = types.join(' or ') || 'empty';
  if (segment === anyItem || segment === anyMember || segment === filtered) {
    return { code: 'unknown_output', message: `${walked} has no items: it is ${kind}` };
  }
  const member = String(segment);
  const there = keys.length === 0 ? `it is ${kind}` : `it has ${keys.join(', ')}`;
  return {
    code: 'unknown_output',
    message: `${walked} has no member "${member}": ${there}`,
    suggestion: memberKeys(schema, [...before, 'output']).includes(member)
      ? `did you mean "${walked}.output.${member}"?`
      : didYouMean(member, keys),
  };
}

/** A path as it is written behind a name; `[*]` is any item. */
export function walkedText(name: string, path: ShapePath): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'string') return `${text}.${segment}`;
    if (segment === filtered) return text;
    return `${text}[${typeof segment === 'number' ? segment : '*'}]`;
  }, name);
}
