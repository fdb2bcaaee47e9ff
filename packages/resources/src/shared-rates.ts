import type { Ledger } from './ledger.ts';
import type { Row } from './need.ts';
import type { SharedLevel } from './shared-holdings.ts';
import type { SharedNeeds } from './shared-needs.ts';

/** Keeps the buckets of shared rates as full as all processes together leave them. */
export class SharedRates {
  private readonly ledger: Ledger;
  private readonly needs: SharedNeeds;
  /** What the others know, by row. */
  private readonly told = new Map<Row, number>();

  constructor(ledger: Ledger, needs: SharedNeeds) {
    this.ledger = ledger;
    this.needs = needs;
  }

  /** Takes over what is stored. */
  read(levels: readonly SharedLevel[]): void {
    const { books } = this.ledger;
    for (const { resource, kind, unit, fullAt } of levels) {
      const row = this.ledger.row(resource, kind, unit);
      if (row === undefined) continue;
      if (books.fullAt(row) !== fullAt) books.fillAt(row, fullAt);
      this.told.set(row, books.fullAt(row));
    }
  }

  /** Those that this process took from since. */
  changed(now: number): readonly SharedLevel[] {
    const levels: SharedLevel[] = [];
    for (const row of this.needs.rates) {
      const fullAt = this.ledger.books.fullAt(row);
      if (fullAt <= now || fullAt === this.told.get(row)) continue;
      levels.push({ resource: row.resource, kind: row.kind, unit: row.unit, fullAt });
    }
    return levels;
  }
}
