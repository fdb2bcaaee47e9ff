import { isDeepStrictEqual } from 'node:util';
import { didYouMean, type JsonValue, type ParameterDefinition } from '@codomyrmex/core';
import * as z from 'zod';
import type { Fault } from './fault.ts';
import type { JsonSchema } from './json-schema-members.ts';
import type { Path } from './places.ts';
import { schemaFaults } from './schema-faults.ts';

/** What a parameter of a workflow can be. */
export interface ParameterType {
  /** The declaration as a JSON Schema. */
  readonly schema: JsonSchema;
  /** What is wrong with a value; nothing when it fits. `name` is how messages call it. */
  faults(value: unknown, path: Path): readonly Fault[];
  /** The value that a text from a command line stands for. */
  fromText(text: string): JsonValue;
}

/** The words of JSON Schema that are checked. A pattern is not: JavaScript's may take longer than anybody waits. */
const words = new Set([
  'type',
  'title',
  'description',
  'enum',
  'const',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'items',
  'prefixItems',
  'properties',
  'required',
  'additionalProperties',
  'anyOf',
]);

const MAX_DEPTH = 32;

export type ParameterTypeResult =
  | { readonly ok: true; readonly type: ParameterType }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** The type that a declaration describes, or what is wrong with the declaration, which stands at `path`. */
export function parameterType(declaration: ParameterDefinition, path: Path): ParameterTypeResult {
  const { items, properties, enum: values, minimum, maximum, minLength, maxLength } = declaration;
  const type = declaration.type ?? impliedType(declaration);
  const schema = Object.fromEntries(
    Object.entries({ type, items, properties, minimum, maximum, minLength, maxLength }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const faults = [...nestedFaults(items, [...path, 'items']), ...memberFaults(properties, [...path, 'properties'])];
  if (faults.length > 0) return { ok: false, faults };
  try {
    return { ok: true, type: typeOf(z.fromJSONSchema(schema), schema, values) };
  } catch (error) {
    const message = `this cannot be checked: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, faults: [{ code: 'invalid_parameter_schema', message, path }] };
  }
}

function typeOf(
  checker: z.ZodType,
  schema: { readonly [key: string]: unknown },
  values: readonly JsonValue[] | undefined,
): ParameterType {
  return {
    schema: values === undefined ? schema : { ...schema, enum: values },
    faults: (value, path) => {
      if (values !== undefined)
        return values.some((one) => isDeepStrictEqual(one, value)) ? [] : [notListed(value, values, path)];
      const result = checker.safeParse(value);
      if (result.success) return [];
      return schemaFaults(result.error.issues, value, { schema: () => schema, base: path, whole: `"${path.at(-1)}"` });
    },
    fromText: (text) => {
      const listed = values?.find((value) => typeof value !== 'object' && String(value) === text);
      return listed ?? fromText(text, schema.type);
    },
  };
}

function notListed(value: unknown, values: readonly JsonValue[], path: Path): Fault {
  const texts = values.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  return {
    code: 'invalid_value',
    message: `"${path.at(-1)}" cannot be ${JSON.stringify(value)}; it is one of ${texts.join(', ')}`,
    path,
    suggestion:
      typeof value === 'string'
        ? didYouMean(
            value,
            values.filter((one) => typeof one === 'string'),
          )
        : undefined,
  };
}

const numeral = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Text that is not of the type stays text, which the check then refuses with the right words. */
function fromText(text: string, type: unknown): JsonValue {
  switch (type) {
    case 'number':
    case 'integer':
      return numeral.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'array':
    case 'object':
      return jsonOr(text);
    default:
      return text;
  }
}

function jsonOr(text: string): JsonValue {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function impliedType({
  items,
  properties,
  minimum,
  maximum,
  minLength,
  maxLength,
}: ParameterDefinition): string | undefined {
  if (items !== undefined) return 'array';
  if (properties !== undefined) return 'object';
  if (minimum !== undefined || maximum !== undefined) return 'number';
  return minLength !== undefined || maxLength !== undefined ? 'string' : undefined;
}

/** Faults of a schema inside of a declaration. */
function nestedFaults(schema: unknown, path: Path): readonly Fault[] {
  if (schema === undefined || typeof schema === 'boolean') return [];
  if (!isMap(schema)) return [{ code: 'invalid_parameter_schema', message: 'a schema is a map', path }];
  if (path.length > MAX_DEPTH)
    return [{ code: 'too_deep', message: `schemas are nested deeper than ${MAX_DEPTH} levels`, path }];
  const unknown = Object.keys(schema)
    .filter((word) => !words.has(word))
    .map((word): Fault => unknownWord(word, path));
  return [
    ...unknown,
    ...memberFaults(schema.properties, [...path, 'properties']),
    ...nestedFaults(schema.items, [...path, 'items']),
    ...nestedFaults(schema.additionalProperties, [...path, 'additionalProperties']),
    ...(['anyOf', 'prefixItems'] as const).flatMap((word) => eachFault(schema[word], [...path, word])),
  ];
}

function memberFaults(members: unknown, path: Path): readonly Fault[] {
  if (!isMap(members)) return [];
  return Object.entries(members).flatMap(([name, schema]) => nestedFaults(schema, [...path, name]));
}

function eachFault(schemas: unknown, path: Path): readonly Fault[] {
  return Array.isArray(schemas) ? schemas.flatMap((schema, index) => nestedFaults(schema, [...path, index])) : [];
}

function unknownWord(word: string, path: Path): Fault {
  return {
    code: 'invalid_parameter_schema',
    message: `"${word}" is not among the words of JSON Schema that are checked here`,
    path: [...path, word],
    at: 'key',
    suggestion: didYouMean(word, words) ?? `these are: ${[...words].join(', ')}`,
  };
}

function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
