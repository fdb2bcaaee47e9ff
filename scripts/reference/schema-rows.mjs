// What a JSON Schema says, as rows for people.
import { code, plain } from './markdown.mjs';

/** @typedef {Record<string, any>} Schema JSON Schema, draft 7 */
/**
 * @typedef {object} Row
 * @property {string} key such as `retry.max` or `items[].name`
 * @property {Schema} schema
 * @property {boolean} required
 */

const MAX_DEPTH = 4;
const isUnlimited = (/** @type {unknown} */ limit) => Math.abs(Number(limit)) >= Number.MAX_SAFE_INTEGER;

/** The object that a value is, or may be: itself, an item of a list, or one of several forms. @param {Schema} schema */
function objectsIn(schema) {
  /** @type {{ path: string, object: Schema }[]} */
  const found = [];
  const look = (/** @type {Schema} */ one, /** @type {string} */ path) => {
    if (one.properties !== undefined) found.push({ path, object: one });
    for (const form of [...(one.anyOf ?? []), ...(one.oneOf ?? []), ...(one.allOf ?? [])]) look(form, path);
    if (one.items !== undefined && !Array.isArray(one.items)) look(one.items, `${path}[]`);
    if (typeof one.additionalProperties === 'object') look(one.additionalProperties, `${path}.NAME`);
  };
  look(schema, '');
  return found;
}

/**
 * The keys of an object and of the objects in it, each key once.
 * @param {Schema} schema
 * @param {(row: Row) => boolean} enters whether what a key has in it is listed too
 * @param {string} [prefix]
 * @param {number} [depth]
 * @returns {Row[]}
 */
export function rowsOf(schema, enters = () => true, prefix = '', depth = 1) {
  const rows = objectsIn(schema).flatMap(({ path, object }) =>
    Object.entries(object.properties).flatMap(([name, value]) => {
      const inside = prefix + path;
      const key = inside === '' ? name : `${inside}.${name}`;
      const row = { key, schema: value, required: (object.required ?? []).includes(name) };
      return [row, ...(depth < MAX_DEPTH && enters(row) ? rowsOf(value, enters, key, depth + 1) : [])];
    }),
  );
  return rows.filter(({ key }, at) => rows.findIndex((other) => other.key === key) === at);
}

/** @param {Schema} schema @returns {string} Markdown */
export function typeText(schema) {
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms !== undefined) return [...new Set(forms.map(typeText))].join(' or ');
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((/** @type {unknown} */ one) => code(String(one))).join(', ');
  if (schema.$ref === '#') return 'workflow';
  switch (schema.type) {
    case 'array':
      return Array.isArray(schema.items) || schema.items === undefined ? 'list' : `list of ${typeText(schema.items)}`;
    case 'object':
      return typeof schema.additionalProperties === 'object' && schema.properties === undefined
        ? `object of ${typeText(schema.additionalProperties)}`
        : 'object';
    case 'string':
      return limited(schema.format === undefined ? 'text' : `text (${schema.format})`, schema);
    case 'integer':
      return limited('whole number', schema);
    case 'number':
      return limited('number', schema);
    case 'boolean':
      return 'true or false';
    case 'null':
      return code('null');
    default:
      return Array.isArray(schema.type) ? schema.type.join(' or ') : 'anything';
  }
}

/** @param {string} kind @param {Schema} schema */
function limited(kind, { minimum, exclusiveMinimum, maximum }) {
  const limits = [];
  if (exclusiveMinimum !== undefined) limits.push(`above ${exclusiveMinimum}`);
  if (minimum !== undefined && !isUnlimited(minimum)) limits.push(`from ${minimum}`);
  if (maximum !== undefined && !isUnlimited(maximum)) limits.push(`to ${maximum}`);
  return limits.length === 0 ? kind : `${kind} ${limits.join(' ')}`;
}

/** @param {Row} row @returns {string} Markdown */
export function defaultText({ schema, required }) {
  if (schema.default !== undefined) return code(JSON.stringify(schema.default));
  return required ? 'required' : '–';
}

/** @param {Schema} schema @returns {string} Markdown */
export function meaningOf(schema) {
  const [form] = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter(
    (one) => one.description !== undefined,
  );
  return plain(form?.description ?? '');
}
