import type { AttemptSucceeded, OutputSource, RunEvent } from './event.ts';
import { decodeParsedEvent } from './event-row.ts';

/** What nearly all events of a journal are. In {@link EventColumns} the place in here stands for the type. */
export const frequentTypes = ['attempt_started', 'attempt_succeeded'] as const;

const STARTED = frequentTypes.indexOf('attempt_started');
const SUCCEEDED = frequentTypes.indexOf('attempt_succeeded');

/** Rows of events by column, each as long as the others, with cells as JSON gives them: nobody has looked at them yet. */
export interface EventColumns {
  readonly types: readonly unknown[];
  /** {@link EventRow.at} times `ticksPerMs`. */
  readonly ticks: readonly unknown[];
  readonly ticksPerMs: number;
  readonly tasks: readonly unknown[];
  readonly attempts: readonly unknown[];
  readonly data: readonly unknown[];
}

/**
 * The events of many rows, without an object or a call for the frequent ones, which most of a new process's time with a journal went
 * into. `undefined` when a cell is of another kind than its column. @throws StorageError as {@link decodeParsedEvent} does.
 */
export function decodeColumns(columns: EventColumns): readonly RunEvent[] | undefined {
  const { types, ticks, ticksPerMs, tasks, attempts, data } = columns;
  const events: RunEvent[] = [];
  for (let row = 0; row < types.length; row++) {
    const type = types[row];
    const task = tasks[row];
    const attempt = attempts[row];
    const tick = ticks[row];
    if (typeof tick !== 'number') return undefined;
    if (isCount(task) && isCount(attempt) && attempt > 0) {
      const at = tick / ticksPerMs;
      if (type === STARTED && data[row] === null) {
        events.push({ type: 'attempt_started', at, task, attempt });
        continue;
      }
      const success = type === SUCCEEDED ? frequentSuccess(data[row]) : undefined;
      if (success !== undefined) {
        events.push({ type: 'attempt_succeeded', at, task, attempt, ...success });
        continue;
      }
    }
    const event = rareEvent(columns, row, tick / ticksPerMs);
    if (event === undefined) return undefined;
    events.push(event);
  }
  return events;
}

function rareEvent({ types, tasks, attempts, data }: EventColumns, row: number, at: number): RunEvent | undefined {
  const cell = types[row];
  const type = typeof cell === 'number' ? frequentTypes[cell] : cell;
  const task = tasks[row];
  const attempt = attempts[row];
  if (typeof type !== 'string' || !isNumberOrNull(task) || !isNumberOrNull(attempt)) return undefined;
  return decodeParsedEvent({ type, at, task, attempt }, data[row]);
}

/** Of a success that has its output in the journal, of the cache or not; `undefined` for any other. */
function frequentSuccess(data: unknown): Pick<AttemptSucceeded, 'output' | 'source'> | undefined {
  if (!isRecord(data) || 'signal' in data || !isRecord(data.output)) return undefined;
  const { kind, value } = data.output;
  if (kind !== 'inline' || !('value' in data.output)) return undefined;
  if (!('source' in data)) return { output: { kind, value } };
  const source = sourceOf(data.source);
  return source && { output: { kind, value }, source };
}

function sourceOf(data: unknown): OutputSource | undefined {
  if (!isRecord(data) || typeof data.fingerprint !== 'string') return undefined;
  const { kind, fingerprint, run } = data;
  if (kind === 'ran') return { kind, fingerprint };
  if ((kind === 'reused' || kind === 'joined') && typeof run === 'string') return { kind, fingerprint, run };
  return undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isCount = (cell: unknown): cell is number => typeof cell === 'number' && cell >= 0 && Number.isSafeInteger(cell);

const isNumberOrNull = (cell: unknown): cell is number | null => cell === null || typeof cell === 'number';
