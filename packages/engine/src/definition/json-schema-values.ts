import { isMap, type JsonSchema, typesOf } from './json-schema-members.ts';

/** What is known of the values that a place can have. */
export interface Values {
  /** Those that are listed. */
  readonly listed: readonly unknown[];
  /** The kinds of the others. */
  readonly types: readonly string[];
  /** Whether this is among them. */
  allow(value: string | number | boolean): boolean;
}

/** The values of which one stands where one of the schemas holds; nothing when anything may. */
export function allowedValues(schemas: readonly JsonSchema[]): Values | undefined {
  const listed: unknown[] = [];
  const types: string[] = [];
  for (const schema of schemas) {
    if (!isMap(schema) || ['$ref', 'allOf', 'anyOf', 'oneOf', 'not'].some((word) => word in schema)) return undefined;
    if (Array.isArray(schema.enum)) for (const value of schema.enum) listed.push(value);
    else if ('const' in schema) listed.push(schema.const);
    else if (typesOf(schema).length === 0) return undefined;
    else types.push(...typesOf(schema));
  }
  if (listed.length + types.length === 0) return undefined;
  return {
    listed: [...new Set(listed)],
    types: [...new Set(types)],
    allow: (value) => listed.includes(value) || types.some((type) => isOf(type, value)),
  };
}

function isOf(type: string, value: string | number | boolean): boolean {
  return type === 'integer' ? Number.isInteger(value) : type === typeof value;
}
