import type { Client } from 'pg';
import type PgCursor from 'pg-cursor';
import { bytesCell, type Cell, cellSchema, integerCell, numberCell } from '../value.ts';

export interface PostgresDriver {
  readonly Client: typeof Client;
  readonly Cursor: typeof PgCursor;
  readonly cellTypes: CellTypes;
}

/** How values that the server sends as text become cells. */
export interface CellTypes {
  getTypeParser(type: number): (text: string) => Cell;
}

let loaded: Promise<PostgresDriver> | undefined;

/** Loaded when first used: most work is on SQLite. */
export function loadPostgres(): Promise<PostgresDriver> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<PostgresDriver> {
  const [{ default: pg }, { default: Cursor }] = await Promise.all([import('pg'), import('pg-cursor')]);
  const parsers = new Map<number, (text: string) => Cell>(scalarParsers);
  for (const type of arrayTypes) {
    const parse: (text: string) => unknown = pg.types.getTypeParser(type);
    parsers.set(type, (text) => arrayCell(parse(text)));
  }
  const asText = (text: string): Cell => text;
  return { Client: pg.Client, Cursor, cellTypes: { getTypeParser: (type) => parsers.get(type) ?? asText } };
}

const json = (text: string): Cell => cellSchema.parse(JSON.parse(text));
const float = (text: string): Cell => numberCell(Number(text));
const integer = (text: string): Cell => integerCell(BigInt(text));

/** By oid. What is not here stays as the server writes it, so that no digit of a numeric and no offset of a time is lost. */
const scalarParsers: readonly (readonly [number, (text: string) => Cell])[] = [
  [16, (text) => text === 't'],
  [17, (text) => bytesCell(Buffer.from(text.replace(/^\\x/, ''), 'hex'))],
  [20, integer],
  [21, integer],
  [23, integer],
  [26, integer],
  [114, json],
  [700, float],
  [701, float],
  [3802, json],
];

/** Arrays of booleans, integers, floats, texts, names, json and uuids. */
const arrayTypes = [1000, 1005, 1007, 1016, 1021, 1022, 1009, 1015, 1003, 199, 3807, 2951];

/** Floats in arrays may be none that JSON has. */
function arrayCell(value: unknown): Cell {
  if (Array.isArray(value)) return value.map(arrayCell);
  return typeof value === 'number' ? numberCell(value) : cellSchema.parse(value);
}
