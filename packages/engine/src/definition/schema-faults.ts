import { didYouMean } from '@codomyrmex/core';
import type * as z from 'zod';
import type { Fault } from './fault.ts';
import { type JsonSchema, memberKeys } from './json-schema-members.ts';
import type { Path } from './places.ts';

type Issue = z.core.$ZodIssue;

/** What was checked, and how messages speak of it. */
export interface SchemaCheck {
  /** Says which keys there are, for suggestions. */
  readonly schema: () => JsonSchema;
  /** Where the checked value stands. */
  readonly base: Path;
  /** What the checked value is called as a whole. */
  readonly whole: string;
}

/** What zod found in `data`, in our words. */
export function schemaFaults(issues: readonly Issue[], data: unknown, check: SchemaCheck): readonly Fault[] {
  return issues.flatMap((issue) => faultsOf(issue, [], { ...check, data }));
}

interface Context extends SchemaCheck {
  readonly data: unknown;
}

/** `above`: where, from the checked value, the issue's path begins. */
function faultsOf(issue: Issue, above: Path, context: Context): readonly Fault[] {
  const inside = [...above, ...pathOf(issue.path)];
  const path = [...context.base, ...inside];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, inside, context));
    case 'invalid_type':
      return [wrongType(expectedType(issue.expected, inside, context), inside, context)];
    case 'invalid_value':
      return [unknownValue(issue.values.map(String), inside, context)];
    case 'invalid_union':
      return unionFaults(issue.errors, inside, context);
    case 'invalid_key':
    case 'invalid_element':
      return [{ code: 'invalid_value', message: issue.issues[0]?.message ?? issue.message, path, at: 'key' }];
    case 'custom':
      if (issue.params?.missing !== undefined) return [wrongType(String(issue.params.missing), inside, context)];
      return [{ code: 'invalid_value', message: `${shown(inside, context)}: ${issue.message}`, path }];
    default:
      return [{ code: 'invalid_value', message: `${shown(inside, context)}: ${readable(issue.message)}`, path }];
  }
}

function unknownKey(key: string, inside: Path, context: Context): Fault {
  const keys = memberKeys(context.schema(), inside);
  return {
    code: 'unknown_key',
    message: `there is no key "${key}" in ${shown(inside, context)}`,
    path: [...context.base, ...inside, key],
    at: 'key',
    suggestion: didYouMean(key, keys) ?? (keys.length === 0 ? undefined : `keys are: ${keys.join(', ')}`),
  };
}

/** Of what is no number at all zod says that a number is wanted, also where only a whole one is. */
function expectedType(expected: string, inside: Path, context: Context): string {
  if (expected !== 'number' || inside.length > 0) return expected;
  const schema = context.schema();
  return typeof schema === 'object' && schema.type === 'integer' ? 'int' : expected;
}

function wrongType(expected: string, inside: Path, context: Context): Fault {
  const value = valueAt(context.data, inside);
  const path = [...context.base, ...inside];
  const name = shown(inside, context);
  if (value === undefined) return { code: 'missing_key', message: `${name} is missing: ${article(expected)}`, path };
  return { code: 'wrong_type', message: `${name} must be ${article(expected)}, not ${kindOf(value)}`, path };
}

function unknownValue(values: readonly string[], inside: Path, context: Context): Fault {
  const value = valueAt(context.data, inside);
  const path = [...context.base, ...inside];
  const name = shown(inside, context);
  const possible = values.length === 1 ? values[0] : `one of ${values.join(', ')}`;
  if (value === undefined) return { code: 'missing_key', message: `${name} is missing: ${possible}`, path };
  return {
    code: 'invalid_value',
    message: `${name} cannot be ${JSON.stringify(value)}; it is ${possible}`,
    path,
    suggestion: typeof value === 'string' ? didYouMean(value.slice(0, 100), values) : undefined,
  };
}

/** A union that fails at once by its type is told as such; else the alternative that went furthest says what is wrong. */
function unionFaults(branches: readonly (readonly Issue[])[], inside: Path, context: Context): readonly Fault[] {
  const expected = branches.flatMap((issues) =>
    issues.flatMap((issue) => (issue.code === 'invalid_type' && issue.path.length === 0 ? [issue.expected] : [])),
  );
  if (expected.length === branches.length) {
    const kinds = [...new Set(expected)].map(article).join(' or ');
    return [wrongType(kinds, inside, context)];
  }
  const depths = branches.map((issues) => Math.max(0, ...issues.map((issue) => issue.path.length)));
  const furthest = branches[depths.indexOf(Math.max(...depths))] ?? [];
  return furthest.flatMap((issue) => faultsOf(issue, inside, context));
}

const articles: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'a text',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

/** A type with its article; what has one already is left as it is. */
const article = (type: string): string => articles[type] ?? (type.includes(' ') ? type : `a ${type}`);

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return article(typeof value);
}

const readable = (message: string): string => message.replace(/^(?:Too small|Too big|Invalid input): /, '');

function shown(inside: Path, { whole }: Pick<Context, 'whole'>): string {
  const last = inside.at(-1);
  if (last === undefined) return whole;
  if (typeof last === 'string') return `"${last}"`;
  return `item ${last + 1} of ${shown(inside.slice(0, -1), { whole })}`;
}

export function pathOf(segments: readonly PropertyKey[]): Path {
  return segments.map((segment) => (typeof segment === 'symbol' ? String(segment) : segment));
}

/** The value at a path of own members, or `undefined`. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = Reflect.get(value, segment);
  }
  return value;
}
