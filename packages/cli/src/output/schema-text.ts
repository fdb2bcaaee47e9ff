import * as z from 'zod';

/** The JSON Schema of what is written. */
export const inputSchema = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
/** The JSON Schema of what is given. */
export const outputSchema = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, { target: 'draft-7', unrepresentable: 'any' });

type Schema = z.core.JSONSchema.BaseSchema;

/** The members of a schema in lines: name, type, default, what it is for. */
export function members({ properties, required, ...schema }: Schema): string {
  if (properties === undefined) return `  ${typeText(schema)}`;
  return Object.entries(properties)
    .map(([name, property]) => {
      const must = required?.includes(name) === true ? '' : '?';
      if (typeof property === 'boolean') return `  ${name}${must}`;
      const byDefault = property.default === undefined ? '' : ` = ${JSON.stringify(property.default)}`;
      return `  ${name}${must}: ${typeText(property)}${byDefault}${property.description === undefined ? '' : `  ${property.description}`}`;
    })
    .join('\n');
}

function typeText(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const several = schema.anyOf ?? schema.oneOf;
  if (several !== undefined)
    return several.map((one) => (typeof one === 'boolean' ? 'any' : typeText(one))).join(' | ');
  if (schema.type === 'array' && typeof schema.items === 'object' && !Array.isArray(schema.items))
    return `${typeText(schema.items)}[]`;
  return Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any');
}
