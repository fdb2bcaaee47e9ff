import { isOrchestrationError } from '@codomyrmex/core';
import { decodeColumns, frequentTypes, type RunEvent } from '@codomyrmex/dag';

/**
 * Milliseconds since 1970 are multiples of this part of one from 2004 on, so that they cross as whole numbers: what SQLite writes
 * of a fraction need not be read as the same.
 */
const TICKS_PER_MS = 4_096;

/** No number where the time is no such multiple. */
const TICKS = `iif(at * ${TICKS_PER_MS} = CAST(at * ${TICKS_PER_MS} AS INTEGER), CAST(at * ${TICKS_PER_MS} AS INTEGER), '""')`;

const [begins, succeeds] = frequentTypes;

/** As the types of {@link decodeColumns} have it. */
const TYPE =
  `CASE WHEN type = '${begins}' AND data IS NULL THEN 0 WHEN type = '${succeeds}' AND data IS NOT NULL THEN 1 ` +
  'ELSE iif(data IS NULL, json_quote(type), json_array(type)) END';

const column = (cell: string): string => `'[' || group_concat(${cell}) || ']'`;

const HEADS = [TYPE, TICKS, "ifnull(task, 'null')", "ifnull(attempt, 'null')"];

/** Events by column, as JSON. */
export interface EventsText {
  readonly count: number;
  /** The sum of their positions; `null` where there are none. */
  readonly positions: number | null;
  /** The last event of their run, one of these or a later one. */
  readonly last: number | null;
  /** Arrays of their types, ticks, tasks and attempts; `null` where there are none. */
  readonly heads: string | null;
  /** Of those that have any; `null` where none has. */
  readonly data: string | null;
}

/**
 * Gives events of a run, whose public name is the first value, from the second value on and before the third, as JSON text: in a
 * process that has just started, a row of its own costs four times as much, and parsing its data by itself as much again. By column,
 * since SQLite takes half as long for that as for a text in which the cells of a row stand together.
 *
 * By the index, which gives them in the order of their positions: in a file with statistics SQLite may take them as they lie. To sort
 * them takes half as long again.
 */
export const EVENTS_TEXT =
  'SELECT count(*) AS count, sum(seq) AS positions, (SELECT max(seq) FROM event AS later WHERE later.run = run.id) AS last, ' +
  `'[' || ${HEADS.map(column).join(" || ',' || ")} || ']' AS heads, ${column('data')} AS data ` +
  'FROM run CROSS JOIN event INDEXED BY event_position ON event.run = run.id WHERE uid = ? AND seq >= ? AND seq < ?';

/** `undefined` for whatever is not plainly events from `position` on: who reads them row by row can tell what is wrong. */
export function eventsFrom(text: EventsText, position: number): readonly RunEvent[] | undefined {
  const { count, heads, data } = text;
  if (heads === null) return [];
  if (!hasNoGap(text, position)) return undefined;
  try {
    const parsed: unknown = JSON.parse(heads);
    if (!Array.isArray(parsed) || parsed.length !== HEADS.length) return undefined;
    const [types, ticks, tasks, attempts] = parsed.map((cells) => columnOf(cells, count));
    if (!types || !ticks || !tasks || !attempts) return undefined;
    const members: unknown = data === null ? [] : JSON.parse(data);
    if (!Array.isArray(members)) return undefined;
    return decodeColumns({ types, ticks, ticksPerMs: TICKS_PER_MS, tasks, attempts, data: members });
  } catch (error) {
    if (error instanceof SyntaxError || isOrchestrationError(error)) return undefined;
    throw error;
  }
}

/** Of so many positions from `position` on, no two of them the same, those without a gap have the smallest sum, and no others have it. */
function hasNoGap({ count, positions }: EventsText, position: number): boolean {
  return positions === count * position + (count * (count - 1)) / 2;
}

function columnOf(cells: unknown, count: number): readonly unknown[] | undefined {
  return Array.isArray(cells) && cells.length === count ? cells : undefined;
}
