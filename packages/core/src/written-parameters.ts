import * as z from 'zod';

/** The parameters of a schema in words of JSON Schema. */
export function writtenParameters(schema: z.ZodObject): Record<string, unknown> {
  const json = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  const required = new Set(json.required);
  return Object.fromEntries(
    Object.entries(json.properties ?? {}).map(([name, property]) => [
      name,
      typeof property === 'object' ? { ...property, required: required.has(name) } : property,
    ]),
  );
}
