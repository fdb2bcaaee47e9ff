import type { Allocation } from './allocation.ts';
import type { Ledger } from './ledger.ts';
import type { Need, Part, Row, Shape } from './need.ts';
import { Ring } from './ring.ts';
import {
  type PastHolding,
  type ResourceAnalytics,
  resourceAnalytics,
  type UsageSample,
  usageSample,
} from './usage-analytics.ts';
import type { UsageObserver } from './usage-observer.ts';
import { UsageRecord } from './usage-record.ts';
import type { UsageSeries } from './usage-series.ts';

export interface UsageHistoryOptions {
  /** Kept of each resource; 600 unless given. */
  readonly samples?: number | undefined;
  /** Changes within so many seconds are one sample, which shows how they ended; 1 unless given. */
  readonly resolutionSeconds?: number | undefined;
  /** Resources that are followed at once; 1,000 unless given. The place of one that is idle goes to a new one. */
  readonly resources?: number | undefined;
}

interface Followed {
  readonly row: Row;
  readonly record: UsageRecord;
  /** Of what is counted for displays. */
  readonly series: UsageSeries | undefined;
}

/** Grants that are over, of all resources together, from which the users with the longest time are told. */
const MAX_PAST = 2_000;
const LOOKS_FOR_ROOM = 16;

/**
 * What was held of each resource, by whom, and how long was waited, since this was made. It is told of changes and looks at
 * nothing else, so it costs a few additions for each part of a grant; times are those that the ledger is told.
 */
export class UsageHistory implements UsageObserver {
  private readonly ledger: Ledger;
  private readonly records = new Map<string, UsageRecord>();
  private readonly byRow: (Followed | undefined)[] = [];
  private readonly past = new Ring<PastHolding>(MAX_PAST);
  private readonly ofRecord: { readonly samples: number; readonly resolutionMs: number };
  private readonly most: number;

  constructor(ledger: Ledger, { samples = 600, resolutionSeconds = 1, resources = 1_000 }: UsageHistoryOptions = {}) {
    this.ledger = ledger;
    this.ofRecord = { samples, resolutionMs: resolutionSeconds * 1_000 };
    this.most = resources;
    this.catchUp();
    ledger.books.observers.push(this);
  }

  /** Writes down how everything stands, so that a history without changes is not empty. */
  sample(): void {
    for (const record of this.records.values()) {
      this.refill(record);
      record.sample(this.ledger.books.now);
    }
  }

  /** @param since milliseconds as the ledger is told them; what is older is left out */
  samplesOf(resource: string, since = Number.NEGATIVE_INFINITY): UsageSample[] {
    const history = this.records.get(resource)?.history() ?? [];
    return Array.from(history, (raw) => usageSample(raw, this.ledger.books)).filter(
      ({ timestamp }) => timestamp === null || timestamp.getTime() >= since,
    );
  }

  analytics(resource: string): ResourceAnalytics | undefined {
    if (!this.records.has(resource)) this.catchUp();
    const record = this.records.get(resource);
    if (record === undefined) return undefined;
    this.refill(record);
    return resourceAnalytics(record, this.past, this.ledger.books);
  }

  /** Those that are followed. */
  resources(): Iterable<string> {
    this.catchUp();
    return this.records.keys();
  }

  asked(need: Need): void {
    this.wait(need, 1);
  }

  left(need: Need): void {
    this.wait(need, -1);
  }

  taken({ fence }: Allocation, { parts }: Shape, waitedMs: number): void {
    for (const { row, amount } of parts) {
      const followed = this.follow(row);
      if (followed === undefined) continue;
      this.change(followed);
      if (row.bucket !== undefined) followed.series?.use(amount);
      followed.record.granted(fence, waitedMs);
    }
  }

  given({ owner, since }: Allocation, parts: readonly Part[]): void {
    this.past.push({ owner, parts, ms: this.ledger.books.now - since });
    for (const { row } of parts) {
      const followed = this.follow(row);
      if (followed !== undefined) this.change(followed);
    }
  }

  /** Resources of which nothing was ever asked are followed from when they are first looked at, as far as there is room. */
  private catchUp(): void {
    for (const row of this.ledger.rows()) {
      if (this.records.size >= this.most) return;
      this.follow(row);
    }
  }

  /** What time brought to its rates. */
  private refill({ series }: UsageRecord): void {
    for (const { row } of series) this.ledger.books.refill(row);
  }

  private change({ row, record, series }: Followed): void {
    const { now } = this.ledger.books;
    this.ledger.books.refill(row);
    record.changes(now);
    series?.update(now);
  }

  /** Costs time proportional to the parts of the need's shapes. */
  private wait({ shapes }: Need, more: 1 | -1): void {
    const seen = new Set<UsageRecord>();
    for (const { parts } of shapes) {
      for (const { row } of parts) {
        const record = this.follow(row)?.record;
        if (record === undefined || seen.has(record)) continue;
        seen.add(record);
        record.changes(this.ledger.books.now);
        record.waiting = Math.max(0, record.waiting + more);
      }
    }
  }

  private follow(row: Row): Followed | undefined {
    const known = this.byRow[row.index];
    if (known?.row === row && !known.record.isGone) return known;
    const record = this.records.get(row.resource) ?? this.open(row.resource);
    if (record === undefined) return undefined;
    const series = isShown(row) ? record.seriesOf(row, this.ledger.books.now) : undefined;
    const followed: Followed = { row, record, series };
    this.byRow[row.index] = followed;
    return followed;
  }

  private open(id: string): UsageRecord | undefined {
    if (this.records.size >= this.most && !this.makeRoom()) return undefined;
    const record = new UsageRecord(id, this.ledger.books.now, this.ofRecord);
    this.records.set(id, record);
    return record;
  }

  /** Lets one go that is idle and of which nothing was heard since it was looked at last. */
  private makeRoom(): boolean {
    for (let looks = 0; looks < LOOKS_FOR_ROOM; looks++) {
      const [first] = this.records.values();
      if (first === undefined) return false;
      this.records.delete(first.id);
      if (first.isIdle && !first.isFresh) {
        first.isGone = true;
        return true;
      }
      first.isFresh = false;
      this.records.set(first.id, first);
    }
    return false;
  }
}

function isShown({ kind }: Row): boolean {
  switch (kind) {
    case 'counted':
    case 'access':
    case 'rate':
      return true;
    case 'users':
    case 'requests':
      return false;
  }
}

/** The history of a ledger: it begins with the first who asks for it. */
export function historyOf(ledger: Ledger): UsageHistory {
  return ledger.books.observers.find((one) => one instanceof UsageHistory) ?? new UsageHistory(ledger);
}
