import { type Action, ActionError, InternalError, problemPath, whyNotJson } from '@codomyrmex/core';
import type * as z from 'zod';
import { jsonSchemaOf } from '../definition/json-schema-members.ts';
import { type SchemaCheck, schemaFaults } from '../definition/schema-faults.ts';
import { deepFrozen } from './deep-frozen.ts';

const SHOWN = 10;

/** Parameters are always a record; the schema of a definition sees to it. */
export function asRecord(parameters: unknown): Readonly<Record<string, unknown>> {
  if (typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters)) return { ...parameters };
  throw new InternalError('the parameters of a step are no record');
}

/** What every action gets that takes nothing: a record of its own for each attempt, frozen, took a tenth of one. */
const NOTHING: object = Object.freeze({});

/** A plain record without members. By name: those of symbols reach no other thread either. */
function isNothing(input: unknown): boolean {
  if (typeof input !== 'object' || input === null || Object.getPrototypeOf(input) !== Object.prototype) return false;
  return Object.getOwnPropertyNames(input).length === 0;
}

/** Parameters as the action's schema reads them, frozen: what an action changes in them, nobody would see. @throws ActionError INVALID_PARAMETERS with every fault. */
export function checkedInput(action: Action, parameters: unknown): unknown {
  const input = action.input.safeParse(parameters);
  if (input.success) return isNothing(input.data) ? NOTHING : deepFrozen(input.data);
  const whole = `the parameters of ${action.id}`;
  const told = faults(input.error, parameters, { whole, schema: () => jsonSchemaOf(action.input, 'input') });
  throw new ActionError(`${action.id} refuses its parameters: ${told}`, {
    code: 'INVALID_PARAMETERS',
    retryable: false,
    details: { action: action.id },
    suggestions: [`codomyrmex action show ${action.id} lists the parameters.`],
  });
}

/** An output that is plain JSON and fits the action's schema. @throws ActionError INVALID_OUTPUT. */
export function checkedOutput(action: Action, output: unknown): unknown {
  const read = readOutput(action, output);
  if (read.ok) return read.output;
  throw invalidOutput(action, read.reason);
}

/** The same for an output that is not an action's own doing, or why it is none. */
export function readOutput(
  action: Action,
  output: unknown,
): { readonly ok: true; readonly output: unknown } | { readonly ok: false; readonly reason: string } {
  const reason = whyNotJson(output);
  if (reason !== undefined) return { ok: false, reason };
  const result = action.output.safeParse(output);
  if (result.success) return { ok: true, output: result.data };
  const check = { whole: 'the output', schema: () => jsonSchemaOf(action.output, 'output') };
  return { ok: false, reason: faults(result.error, output, check) };
}

function invalidOutput(action: Action, reason: string): ActionError {
  return new ActionError(`${action.id} gave an output that breaks its own schema: ${reason}`, {
    code: 'INVALID_OUTPUT',
    retryable: false,
    details: { action: action.id },
    suggestions: ['This is a fault of the plugin: report it to its authors.'],
  });
}

/** At most ten, each with where it is, unless that is right below the whole. */
function faults(error: z.ZodError, value: unknown, check: Omit<SchemaCheck, 'base'>): string {
  const found = schemaFaults(error.issues, value, { ...check, base: [] });
  const told = found
    .slice(0, SHOWN)
    .map(({ path, message }) => (path.length > 1 ? `${problemPath(path)}: ${message}` : message));
  const more = found.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
