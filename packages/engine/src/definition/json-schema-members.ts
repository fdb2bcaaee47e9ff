import * as z from 'zod';
import { anyItem, anyMember, filtered, type ShapePath } from '../expression/assumptions.ts';

/** A JSON Schema, as zod writes them. */
export type JsonSchema = boolean | { readonly [key: string]: unknown };

/** A path that no value of a schema has: the place of its first member that is not there, and what is there instead. */
export interface ImpossibleMember {
  readonly index: number;
  /** The members that are possible; empty where the value is no map. */
  readonly keys: readonly string[];
  /** The kinds of value that stand there. */
  readonly types: readonly string[];
}

/** The first member of `path` that no value of the schema can have. What the schema leaves open is possible. */
export function impossibleMember(schema: JsonSchema, path: ShapePath): ImpossibleMember | undefined {
  let open = alternatives(schema);
  for (const [index, segment] of path.entries()) {
    const below: JsonSchema[] = [];
    for (const alternative of open) {
      const member = memberOf(alternative, segment);
      if (member === 'open') return undefined;
      if (member !== 'none') below.push(...alternatives(member));
    }
    if (below.length === 0) return { index, keys: open.flatMap(keysOf), types: [...new Set(open.flatMap(typesOf))] };
    open = below;
  }
  return undefined;
}

/** The members that a value of the schema can have at `path`, as far as the schema names them. */
export function memberKeys(schema: JsonSchema, path: ShapePath): readonly string[] {
  return schemasAt(schema, path).flatMap(keysOf);
}

/** The schemas of which a value at `path` satisfies one; `true` among them where something is left open. */
export function schemasAt(schema: JsonSchema, path: ShapePath): readonly JsonSchema[] {
  let open = alternatives(schema);
  for (const segment of path) {
    open = open.flatMap((alternative) => {
      const member = memberOf(alternative, segment);
      if (member === 'open') return [true];
      return member === 'none' ? [] : alternatives(member);
    });
  }
  return open;
}

const written = new WeakMap<z.ZodType, { input?: JsonSchema; output?: JsonSchema }>();

/** The JSON Schema of what goes into, or comes out of, a zod type; made once for each. What has no JSON form is left open. */
export function jsonSchemaOf(type: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const known = written.get(type) ?? {};
  // The result is plain JSON Schema; its declared type has no index signature.
  const schema = known[io] ?? (z.toJSONSchema(type, { io, unrepresentable: 'any' }) as JsonSchema);
  written.set(type, { ...known, [io]: schema });
  return schema;
}

/** The schemas of which a value satisfies one; `null` alone has no members and is left out beside others. */
function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  if (typeof schema === 'boolean') return [schema];
  const union = schema.anyOf ?? schema.oneOf;
  if (!Array.isArray(union)) return [schema];
  const all = (union as JsonSchema[]).flatMap(alternatives); // the members of a union are schemas
  const others = all.filter((alternative) => typesOf(alternative).join() !== 'null');
  return others.length === 0 ? all : others;
}

function memberOf(schema: JsonSchema, segment: ShapePath[number]): JsonSchema | 'open' | 'none' {
  if (typeof schema === 'boolean') return schema ? 'open' : 'none';
  if ('$ref' in schema || 'allOf' in schema) return 'open';
  const types = typesOf(schema);
  if (types.length === 0) return 'open';
  if (segment === filtered) return filteredOf(schema, types);
  if (types.includes('object')) {
    if (typeof segment === 'string') return propertyOf(schema, segment);
    if (segment === anyItem) return types.includes('array') ? 'open' : keySchema;
    if (segment === anyMember) return 'open';
  }
  if (types.includes('array') && typeof segment !== 'string') return itemOf(schema, segment);
  return 'none';
}

const keySchema: JsonSchema = { type: 'string' };

function filteredOf(schema: JsonSchema, types: readonly string[]): JsonSchema | 'open' | 'none' {
  if (types.includes('object')) return types.includes('array') ? 'open' : { type: 'array', items: keySchema };
  if (!types.includes('array')) return 'none';
  // Items do not keep their places.
  return isMap(schema) && schema.prefixItems === undefined ? schema : 'open';
}

function propertyOf(schema: { readonly [key: string]: unknown }, key: string): JsonSchema | 'open' | 'none' {
  const { properties, additionalProperties, patternProperties } = schema;
  if (isMap(properties) && Object.hasOwn(properties, key)) return asSchema(properties[key]);
  if (patternProperties !== undefined) return 'open';
  if (additionalProperties === false) return 'none';
  return isMap(additionalProperties) ? additionalProperties : 'open';
}

function itemOf(
  { prefixItems, items }: { readonly [key: string]: unknown },
  index: Exclude<ShapePath[number], string | typeof filtered>,
): JsonSchema | 'open' | 'none' {
  if (typeof index !== 'number') return prefixItems === undefined && items !== undefined ? asSchema(items) : 'open';
  if (Array.isArray(prefixItems) && index < prefixItems.length) return asSchema(prefixItems[index]);
  return items === undefined ? 'open' : asSchema(items);
}

function asSchema(value: unknown): JsonSchema {
  return isMap(value) || value === false ? value : true;
}

function keysOf(schema: JsonSchema): readonly string[] {
  return isMap(schema) && isMap(schema.properties) ? Object.keys(schema.properties) : [];
}

export function typesOf(schema: JsonSchema): readonly string[] {
  if (!isMap(schema)) return [];
  if (typeof schema.type === 'string') return [schema.type];
  return Array.isArray(schema.type) ? schema.type.filter((type) => typeof type === 'string') : [];
}

export function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
