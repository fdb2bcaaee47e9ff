import { isOrchestrationError } from '@codomyrmex/core';
import { decodeColumns, frequentTypes, type RunEvent } from '@codomyrmex/dag';

/**
 * Milliseconds since 1970 are multiples of this part of one from 2004 on, so that they cross as whole numbers: what SQLite writes
 * of a fraction need not be read as the same.
 */
const TICKS_PER_MS = 4_096;

/** No number where the time is no such multiple. */
const TICKS = `iif(at * ${TICKS_PER_MS} = CAST(at * ${TICKS_PER_MS} AS INTEGER), CAST(at * ${TICKS_PER_MS} AS INTEGER), '""')`;

const TYPE = `CASE type ${frequentTypes.map((type, place) => `WHEN '${type}' THEN ${place}`).join(' ')} ELSE json_quote(type) END`;

const column = (cell: string): string => `'[' || group_concat(${cell}) || ']'`;

const HEADS = ['seq', TYPE, TICKS, "ifnull(task, 'null')", "ifnull(attempt, 'null')"];

/** Events by column, as JSON; `null` where there are none. */
export interface EventsText {
  readonly count: number;
  /** The last event of their run, one of these or a later one. */
  readonly last: number | null;
  /** Arrays of their positions, types, ticks, tasks and attempts. */
  readonly heads: string | null;
  readonly data: string | null;
}

/**
 * Gives events of a run, whose public name is the first value, from the second value on and before the third, as JSON text: in a
 * process that has just started, a row of its own costs four times as much, and parsing its data by itself as much again. By column,
 * since SQLite takes half as long for that as for a text in which the cells of a row stand together.
 */
export const EVENTS_TEXT =
  'SELECT count(*) AS count, (SELECT max(seq) FROM event AS later WHERE later.run = run.id) AS last, ' +
  `'[' || ${HEADS.map(column).join(" || ',' || ")} || ']' AS heads, ${column("ifnull(data, 'null')")} AS data ` +
  'FROM run JOIN event ON event.run = run.id WHERE uid = ? AND seq >= ? AND seq < ?';

/** `undefined` for whatever is not plainly events from `position` on: who reads them row by row can tell what is wrong. */
export function eventsFrom({ count, heads, data }: EventsText, position: number): readonly RunEvent[] | undefined {
  if (heads === null || data === null) return [];
  try {
    const parsed: unknown = JSON.parse(heads);
    const columns = Array.isArray(parsed) && parsed.length === HEADS.length ? [...parsed, JSON.parse(data)] : [];
    const [seqs, types, ticks, tasks, attempts, members] = columns.map((cells) => columnOf(cells, count));
    if (seqs === undefined || !areFrom(seqs, position)) return undefined;
    if (!types || !ticks || !tasks || !attempts || !members) return undefined;
    return decodeColumns({ types, ticks, ticksPerMs: TICKS_PER_MS, tasks, attempts, data: members });
  } catch (error) {
    if (error instanceof SyntaxError || isOrchestrationError(error)) return undefined;
    throw error;
  }
}

function columnOf(cells: unknown, count: number): readonly unknown[] | undefined {
  return Array.isArray(cells) && cells.length === count ? cells : undefined;
}

/** In order, and none is missing. */
function areFrom(seqs: readonly unknown[], position: number): boolean {
  for (let place = 0; place < seqs.length; place++) if (seqs[place] !== position + place) return false;
  return true;
}
