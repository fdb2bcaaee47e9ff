import type { Allocation } from './allocation.ts';
import { isOpenTo } from './books.ts';
import type { Ledger } from './ledger.ts';
import type { Part, Row, Shape } from './need.ts';
import type { OtherProcess, SharedHolding, SharedPart, SharedWant } from './shared-holdings.ts';

/** A want of another process. */
export interface ForeignWant {
  readonly process: OtherProcess;
  readonly want: SharedWant;
}

/** What is known of another process, and what stands for it in the ledger. */
interface Known {
  readonly process: OtherProcess;
  readonly taken: ReadonlyMap<SharedHolding, Allocation | undefined>;
}

/**
 * Takes from a ledger what other processes hold, so that a waiting line over it sees the truth and can say who holds what.
 * What this process does not count (a lock that nobody mentioned here) is taken as soon as it does.
 */
export class ForeignHoldings {
  private readonly ledger: Ledger;
  private readonly known = new Map<number, Known>();
  private kept: readonly ForeignWant[] = [];
  private readonly keeping = new Map<ForeignWant | 'all', readonly Part[]>();
  private hasUncounted = false;
  private needsSeen = 0;

  constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  /** @param needsSeen rises when this process may have begun to count something */
  apply(others: readonly OtherProcess[], needsSeen: number): void {
    if (this.hasUncounted && needsSeen !== this.needsSeen) this.forget();
    this.needsSeen = needsSeen;
    const gone = new Set(this.known.keys());
    for (const process of others) {
      gone.delete(process.number);
      const known = this.known.get(process.number);
      if (known?.process !== process) this.known.set(process.number, this.changed(process, known));
    }
    for (const number of gone) {
      for (const allocation of this.known.get(number)?.taken.values() ?? []) this.give(allocation);
      this.known.delete(number);
    }
  }

  /** Takes what others want out of reach, until `letGo`. */
  keep(wants: readonly ForeignWant[]): void {
    this.kept = wants;
    for (const one of wants) this.conceal(one, this.countedParts(one.want.lacking));
  }

  /** Keeps what was kept last. */
  keepAgain(): void {
    this.keep(this.kept);
  }

  /** Takes all of the rows out of reach, until `letGo`. */
  block(rows: Iterable<Row>): void {
    const parts = Array.from(rows, (row) => ({ row, amount: Math.max(0, row.free) + 1 }));
    this.conceal(
      'all',
      parts.filter(({ row }) => row.bucket === undefined),
    );
  }

  letGo(): void {
    for (const parts of this.keeping.values()) this.ledger.books.reveal(parts);
    this.keeping.clear();
  }

  /** For whom something of the resource is kept. */
  keeperOf(resource: string): string | undefined {
    for (const { process, want } of this.kept) {
      if (want.lacking.some((part) => part.resource === resource)) return `${want.label} (${process.name})`;
    }
    return undefined;
  }

  /** Whether the shape fits if nothing were kept for `younger` wants, and does not fit as it is. */
  fitsBefore(younger: readonly ForeignWant[], { parts, pass }: Shape): boolean {
    const kept = new Map<Row, number>();
    for (const want of younger) {
      for (const { row, amount } of this.keeping.get(want) ?? []) kept.set(row, (kept.get(row) ?? 0) + amount);
    }
    return (
      parts.some(({ row, amount }) => amount > row.free) &&
      parts.every(
        ({ row, amount }) =>
          amount <= row.free + (kept.get(row) ?? 0) && (row.pass === undefined || isOpenTo(row, pass)),
      )
    );
  }

  private conceal(whom: ForeignWant | 'all', parts: readonly Part[]): void {
    this.ledger.books.conceal(parts);
    this.keeping.set(whom, parts);
  }

  private changed(process: OtherProcess, known: Known | undefined): Known {
    const taken = new Map<SharedHolding, Allocation | undefined>();
    const before = new Map(known?.taken);
    for (const holding of process.holdings) {
      const isNew = !before.has(holding);
      const allocation = isNew ? this.take(holding.parts, `${holding.label} (${process.name})`) : before.get(holding);
      taken.set(holding, allocation);
      before.delete(holding);
    }
    for (const allocation of before.values()) this.give(allocation);
    return { process, taken };
  }

  private take(parts: readonly SharedPart[], label: string): Allocation | undefined {
    const counted = this.countedParts(parts);
    if (counted.length === 0) return undefined;
    return this.ledger.books.take({ label }, { key: '', parts: counted, pass: undefined, grants: 0 });
  }

  private countedParts(parts: readonly SharedPart[]): Part[] {
    const counted: Part[] = [];
    for (const { resource, kind, unit, amount, mode } of parts) {
      const row = this.ledger.row(resource, kind, unit);
      if (row === undefined) this.hasUncounted = true;
      // What is used up is not held; how much of it is left, processes tell each other by its level.
      else if (row.bucket === undefined) counted.push({ row, amount, mode });
    }
    return counted;
  }

  private give(allocation: Allocation | undefined): void {
    if (allocation !== undefined) this.ledger.books.give(allocation);
  }

  private forget(): void {
    for (const { taken } of this.known.values()) for (const allocation of taken.values()) this.give(allocation);
    this.known.clear();
    this.hasUncounted = false;
  }
}
