import type { Owner } from './allocation.ts';
import { type Books, isOpenTo } from './books.ts';
import type { Part, Row, Shape } from './need.ts';
import { inUnits } from './units.ts';

/** Something that a ticket waits for. */
export interface Shortage {
  readonly resource: string;
  /** For people: `write(lock:db)`, `4 gb of system_memory`. */
  readonly what: string;
  /** In the resource's unit. Of a lock, file or database one is wanted and none free, whatever the mode. */
  readonly wanted: number;
  readonly free: number;
  /** Labels of those who hold it, each once, newest first, at most 20. */
  readonly heldBy: readonly string[];
  /** Of a rate: in how many seconds there is enough, if nobody else takes of it; absent where no time is told. */
  readonly moreInSeconds?: number | undefined;
  /** For whom it is kept, having been passed too often, or for whom it is reserved. */
  readonly keptFor?: string | undefined;
}

const MAX_HOLDERS = 20;

/**
 * What none of the shapes can have now, each row once.
 * @param keptFor whoever else the row is kept for
 */
export function shortagesOf(
  shapes: readonly Shape[],
  books: Books,
  keptFor: (row: Row) => Owner | undefined,
): readonly Shortage[] {
  const short = new Map<Row, Shortage>();
  for (const { parts, pass } of shapes) {
    for (const part of parts) {
      const { row, amount } = part;
      books.refill(row);
      const isOpen = row.pass === undefined || row.pass === pass;
      const kept = isOpen ? keptFor(row)?.label : row.pass;
      const free = isOpenTo(row, pass) ? row.free : row.free - row.withheld;
      if (amount <= row.free && (kept === undefined || amount <= free)) continue;
      short.set(row, { ...shortageOf(part, books), keptFor: kept });
    }
  }
  return [...short.values()];
}

function shortageOf(part: Part, books: Books): Shortage {
  const { row, amount } = part;
  const { resource, unit } = row;
  const wanted = shown(row, amount);
  switch (row.kind) {
    case 'access':
      return { resource, what: `${part.mode}(${resource})`, wanted, free: 0, heldBy: holdersOf(row, books) };
    case 'counted':
    case 'users': {
      const what = `${wanted} ${unit} of ${resource}`;
      return { resource, what, wanted, free: shown(row, row.free), heldBy: holdersOf(row, books) };
    }
    case 'rate':
    case 'requests': {
      const moreInSeconds = secondsUntil(amount, row, books);
      const when = moreInSeconds === undefined ? whyNever(amount, row) : `more in ${moreInSeconds} s`;
      const what = `${wanted} of ${shown(row, row.ceiling)} ${unit} of ${resource}, ${when}`;
      return { resource, what, wanted, free: shown(row, row.free), heldBy: [], moreInSeconds };
    }
  }
}

function whyNever(amount: number, row: Row): string {
  return amount > row.limit ? 'not granted at present' : 'no clock refills it';
}

/** Rounded up. */
function secondsUntil(amount: number, { bucket, limit }: Row, books: Books): number | undefined {
  if (bucket === undefined || !books.hasTime || amount > limit) return undefined;
  return Math.max(0, Math.ceil((bucket.readyAt(amount) - books.now) / 1_000));
}

function shown(row: Row, amount: number): number {
  switch (row.kind) {
    case 'counted':
    case 'rate':
    case 'requests':
      return inUnits(amount);
    case 'access':
      return 1;
    case 'users':
      return amount;
  }
}

function holdersOf(row: Row, books: Books): string[] {
  const labels = new Set<string>();
  for (const { owner, shape } of books.held()) {
    if (labels.size >= MAX_HOLDERS) break;
    if (shape?.parts.some((part) => part.row === row)) labels.add(owner.label);
  }
  return [...labels];
}
