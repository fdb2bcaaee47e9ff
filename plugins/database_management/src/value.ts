import * as z from 'zod';

/** Bytes as JSON can hold them. */
const bytesSchema = z.strictObject({ base64: z.base64().max(16 * 1024 * 1024) });

/** What can be bound to a place of a statement. */
export const parameterSchema = z.union([z.string(), z.number(), z.boolean(), z.null(), bytesSchema]);
export type Parameter = z.output<typeof parameterSchema>;

const MAX_PARAMETERS = 10_000;

export const parametersSchema = z
  .union([z.array(parameterSchema).max(MAX_PARAMETERS), z.record(z.string().max(200), parameterSchema)])
  .default([])
  .meta({
    description:
      'Values for the places of the statement: a list for ? (SQLite) or $1, $2 (PostgreSQL), an object for :name (SQLite). Bytes are {base64}.',
  });
export type Parameters = z.output<typeof parametersSchema>;

/** A value of a result: numbers that JavaScript cannot hold exactly are texts, bytes are `{base64}`. */
export const cellSchema = z.json();
export type Cell = z.output<typeof cellSchema>;

export const bytesCell = (bytes: Uint8Array): Cell => ({ base64: Buffer.from(bytes).toString('base64') });

export const numberCell = (value: number): Cell => (Number.isFinite(value) ? value : String(value));

export const integerCell = (value: bigint): Cell =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);

export const parameterBytes = (value: { readonly base64: string }): Uint8Array => Buffer.from(value.base64, 'base64');
