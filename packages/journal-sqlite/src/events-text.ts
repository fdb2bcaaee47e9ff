import { isOrchestrationError } from '@codomyrmex/core';
import { decodeParsedEvent, type RunEvent } from '@codomyrmex/dag';

/** Members of an event in the text, one after the other for all events: seq, type, at, task, attempt, data. */
const WIDTH = 6;

/**
 * Milliseconds since 1970 are multiples of this part of one from 2004 on, so that they cross as whole numbers: what SQLite writes
 * of a fraction need not be read as the same.
 */
const PARTS_OF_MS = 4_096;

/** No number where the time is no such multiple. */
const AT = `iif(at * ${PARTS_OF_MS} = CAST(at * ${PARTS_OF_MS} AS INTEGER), CAST(at * ${PARTS_OF_MS} AS INTEGER), '""')`;

/**
 * Gives the rows of `events` as one JSON text: in a process that has just started, a row of its own costs three times as much, and
 * parsing its data by itself as much again.
 */
export const eventsTextOf = (events: string): string =>
  `SELECT '[' || group_concat(seq || ',"' || type || '",' || ${AT} || ',' || ifnull(task, 'null') || ',' || ` +
  `ifnull(attempt, 'null') || ',' || ifnull(data, 'null')) || ']' AS text FROM (${events})`;

/** `undefined` for whatever is not plainly events from `position` on: who reads them row by row can tell what is wrong. */
export function eventsFrom(text: string, position: number): readonly RunEvent[] | undefined {
  try {
    const cells: unknown = JSON.parse(text);
    return Array.isArray(cells) ? decoded(cells, position) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || isOrchestrationError(error)) return undefined;
    throw error;
  }
}

function decoded(cells: readonly unknown[], position: number): readonly RunEvent[] | undefined {
  const events: RunEvent[] = [];
  for (let cell = 0; cell < cells.length; cell += WIDTH) {
    const type = cells[cell + 1];
    const parts = cells[cell + 2];
    const task = cells[cell + 3];
    const attempt = cells[cell + 4];
    const data = cells[cell + 5];
    if (cells[cell] !== position + events.length || typeof type !== 'string' || typeof parts !== 'number')
      return undefined;
    if (!isNumberOrNull(task) || !isNumberOrNull(attempt) || data === undefined) return undefined;
    events.push(decodeParsedEvent({ type, at: parts / PARTS_OF_MS, task, attempt }, data));
  }
  return events;
}

const isNumberOrNull = (value: unknown): value is number | null => value === null || typeof value === 'number';
