import type { Owner } from './allocation.ts';
import type { Books } from './books.ts';
import type { RowQueue } from './lane.ts';

/**
 * When those that lack tokens can have them. Costs nothing while time passes: rates are looked at when the earliest is due,
 * and only those that somebody waits for.
 */
export class Refills<W extends Owner> {
  private readonly books: Books;
  private readonly awaited = new Set<RowQueue<W>>();
  /** Nobody can be met by time before; grants that were not waited for may have made it later. */
  private earliest = Number.POSITIVE_INFINITY;

  constructor(books: Books) {
    this.books = books;
  }

  /** Milliseconds as the ledger was told them; `undefined` when nobody waits for time to pass, or none is told. */
  get next(): number | undefined {
    const isAwaited = this.books.hasTime && Number.isFinite(this.earliest);
    return isAwaited ? this.books.timeOf(this.earliest) : undefined;
  }

  /** Somebody waits at the row, or what it lacks there has changed. */
  await(queue: RowQueue<W>): void {
    this.awaited.add(queue);
    this.earliest = Math.min(this.earliest, this.dueAt(queue));
  }

  forget(queue: RowQueue<W>): void {
    this.awaited.delete(queue);
    if (this.awaited.size === 0) this.earliest = Number.POSITIVE_INFINITY;
  }

  /** Marks the rows of which somebody can have enough by now. */
  markDue(): void {
    if (this.books.now < this.earliest) return;
    this.earliest = Number.POSITIVE_INFINITY;
    for (const queue of this.awaited) {
      if (this.isDue(queue)) this.books.mark(queue.row);
      else this.earliest = Math.min(this.earliest, this.dueAt(queue));
    }
  }

  private isDue(queue: RowQueue<W>): boolean {
    const { row } = queue;
    this.books.refill(row);
    return wanted(queue).some((amount) => amount <= row.free);
  }

  private dueAt(queue: RowQueue<W>): number {
    const { row } = queue;
    this.books.refill(row);
    let earliest = Number.POSITIVE_INFINITY;
    for (const amount of wanted(queue)) {
      // What is there already and not given is kept for somebody, who does not lack time.
      if (amount <= row.free || amount > row.limit) continue;
      const at = row.bucket?.readyAt(amount) ?? earliest;
      earliest = Math.min(earliest, Math.max(at, this.books.now + 1));
    }
    return earliest;
  }
}

/** How many tokens the first to be met needs there to be: the one for whom they are kept, or the smallest of the others. */
function wanted<W extends Owner>(queue: RowQueue<W>): readonly number[] {
  const { row, reserver, smallest } = queue;
  const amounts: number[] = [];
  for (const parking of reserver?.parkings ?? []) if (parking.queue === queue) amounts.push(parking.lack.amount);
  const kept = row.pass === undefined ? row.withheld : 0;
  if (smallest?.first !== undefined) amounts.push(kept + smallest.first.amount);
  return amounts;
}
