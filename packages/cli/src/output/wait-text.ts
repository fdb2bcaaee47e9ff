import type { ParameterDefinition, WaitFor } from '@codomyrmex/core';
import type { StepWait } from '@codomyrmex/engine';
import { safe } from '../terminal.ts';
import { duration, moment } from './times.ts';

/** What a step waits for, in one line: `waits for signal go`. `now`: milliseconds since the epoch. */
export function waitText({ for: wait, until, deadline }: StepWait, now: number): string {
  const limit = deadline === undefined ? '' : `, at most until ${moment(deadline, now)}`;
  if (until !== undefined) return `waits until ${moment(until, now)}, for ${duration(until - now)}${limit}`;
  return `waits for ${awaited(wait)}${limit}`;
}

function awaited({ signal, approval }: WaitFor): string {
  if (signal !== undefined) return `signal ${oneLine(signal)}`;
  return approval === undefined ? 'its time' : `approval: ${oneLine(approval.prompt)}`;
}

/** Where the step is: in which run, and how it is called there. */
export interface WaitPlace {
  readonly run: string;
  readonly step: string;
  /** How whoever reads this calls us. */
  readonly program: string;
}

/** What whoever reads can do about it, as a command to be pasted, and what it takes. */
export function waitAnswer({ for: wait }: StepWait, { run, step, program }: WaitPlace): readonly string[] {
  const { signal, approval } = wait;
  if (signal !== undefined) return [`${program} run signal ${run} ${quoted(signal)}`];
  if (approval === undefined) return [];
  const fields = Object.entries(approval.form ?? {});
  const needed = fields.filter(([, field]) => field.default === undefined && field.required !== false);
  const data = Object.fromEntries(needed.map(([name, field]) => [name, exampleOf(field)]));
  const asked = needed.length === 0 ? '' : ` --data ${quoted(JSON.stringify(data))}`;
  return [
    `${program} run approve ${run} ${quoted(step)}${asked}`,
    ...fields.map(([name, field]) => `  ${name}: ${fieldText(field)}`),
  ];
}

function exampleOf({ type, enum: choices }: ParameterDefinition): unknown {
  if (choices?.[0] !== undefined) return choices[0];
  switch (type) {
    case 'number':
    case 'integer':
      return 0;
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'object':
      return {};
    case 'string':
    case undefined:
      return '…';
  }
}

function fieldText({ type, enum: choices, default: given, required, description }: ParameterDefinition): string {
  const parts = [
    choices === undefined
      ? (type ?? 'anything')
      : `one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`,
    ...(given === undefined ? [] : [`${JSON.stringify(given)} unless given`]),
    ...(given === undefined && required === false ? ['may be left out'] : []),
    ...(description === undefined ? [] : [description]),
  ];
  return oneLine(parts.join('; '));
}

const oneLine = (text: string): string => safe(text).split('\n', 1)[0] ?? '';

/** A word as a shell reads it back. */
export const quoted = (word: string): string =>
  /^[\w./=:,@%+~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
