import type { Owner } from './allocation.ts';
import type { Books } from './books.ts';
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
  /** For whom it is kept, having been passed too often. */
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
  const short = new Map<Row, Part>();
  for (const { parts } of shapes) {
    for (const part of parts) {
      const { row, amount } = part;
      const kept = keptFor(row) !== undefined && amount > row.free - row.withheld;
      if (amount > row.free || kept) short.set(row, part);
    }
  }
  return Array.from(short.values(), ({ row, amount, mode }) => ({
    resource: row.resource,
    what: row.kind === 'access' ? `${mode}(${row.resource})` : `${shown(row, amount)} ${row.unit} of ${row.resource}`,
    wanted: shown(row, amount),
    free: row.kind === 'access' ? 0 : shown(row, row.free),
    heldBy: holdersOf(row, books),
    keptFor: keptFor(row)?.label,
  }));
}

function shown(row: Row, amount: number): number {
  switch (row.kind) {
    case 'counted':
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
