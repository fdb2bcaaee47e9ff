import type { AttemptSucceeded, OutputSource, RunEvent } from './event.ts';
import { decodeParsedEvent } from './event-row.ts';
import type { Output } from './output.ts';

/**
 * What nearly all events of a journal are: the first without data, the second with it. In {@link EventColumns} the place in here
 * stands for that.
 */
export const frequentTypes = ['attempt_started', 'attempt_succeeded'] as const;

const STARTED = frequentTypes.indexOf('attempt_started');
const SUCCEEDED = frequentTypes.indexOf('attempt_succeeded');

/** Rows of events by column, with cells as JSON gives them: nobody has looked at them yet. */
export interface EventColumns {
  /** Of what is not frequent, its type; within an array when the row has data. */
  readonly types: readonly unknown[];
  /** {@link EventRow.at} times `ticksPerMs`. */
  readonly ticks: readonly unknown[];
  readonly ticksPerMs: number;
  readonly tasks: readonly unknown[];
  readonly attempts: readonly unknown[];
  /** Only of rows that have data: JSON of equal members side by side is parsed in less time. */
  readonly data: readonly unknown[];
}

/**
 * The events of many rows, without an object or a call for the frequent ones, which most of a new process's time with a journal went
 * into. `undefined` when a cell is of another kind than its column, or there is data of more or fewer rows.
 * @throws StorageError as {@link decodeParsedEvent} does.
 */
export function decodeColumns(columns: EventColumns): readonly RunEvent[] | undefined {
  const { types, ticks, ticksPerMs, tasks, attempts, data } = columns;
  const events = new Array<RunEvent>(types.length);
  let taken = 0;
  for (let row = 0; row < types.length; row++) {
    const type = types[row];
    const task = tasks[row];
    const attempt = attempts[row];
    const tick = ticks[row];
    if (typeof tick !== 'number') return undefined;
    const at = tick / ticksPerMs;
    const members = type === STARTED || typeof type === 'string' ? null : data[taken++];
    let event: RunEvent | undefined;
    if (isCount(task) && isCount(attempt) && attempt > 0) {
      if (type === STARTED) event = { type: 'attempt_started', at, task, attempt };
      else if (type === SUCCEEDED) event = frequentSuccess(members, at, task, attempt);
    } else if (type === 'run_started' && task === null && attempt === null) event = { type, at };
    event ??= rareEvent({ type, at, task, attempt }, members);
    if (event === undefined) return undefined;
    events[row] = event;
  }
  return taken === data.length ? events : undefined;
}

interface RareRow {
  readonly type: unknown;
  readonly at: number;
  readonly task: unknown;
  readonly attempt: unknown;
}

function rareEvent({ type: cell, at, task, attempt }: RareRow, data: unknown): RunEvent | undefined {
  const type: unknown = typeof cell === 'number' ? frequentTypes[cell] : Array.isArray(cell) ? cell[0] : cell;
  if (typeof type !== 'string' || data === undefined) return undefined;
  if (!isNumberOrNull(task) || !isNumberOrNull(attempt)) return undefined;
  return decodeParsedEvent({ type, at, task, attempt }, data);
}

/** A success that has its output in the journal, of the cache or not; `undefined` for any other. */
function frequentSuccess(data: unknown, at: number, task: number, attempt: number): AttemptSucceeded | undefined {
  if (!isRecord(data)) return undefined;
  // What JSON gives has no members that are `undefined`.
  const { output: written, source, signal } = data;
  if (signal !== undefined || !isRecord(written)) return undefined;
  const { kind, value } = written;
  if (kind !== 'inline' || value === undefined) return undefined;
  const output: Output = { kind, value };
  if (source === undefined) return { type: 'attempt_succeeded', at, task, attempt, output };
  const known = sourceOf(source);
  return known && { type: 'attempt_succeeded', at, task, attempt, output, source: known };
}

function sourceOf(data: unknown): OutputSource | undefined {
  if (!isRecord(data) || typeof data.fingerprint !== 'string') return undefined;
  const { kind, fingerprint, run, asked } = data;
  if (kind === 'ran' && asked === undefined) return { kind, fingerprint };
  if (kind === 'ran' && asked === false) return { kind, fingerprint, asked };
  if ((kind === 'reused' || kind === 'joined') && typeof run === 'string') return { kind, fingerprint, run };
  return undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isCount = (cell: unknown): cell is number => typeof cell === 'number' && cell >>> 0 === cell;

const isNumberOrNull = (cell: unknown): cell is number | null => cell === null || typeof cell === 'number';
