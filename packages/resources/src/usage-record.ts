import type { Row } from './need.ts';
import { Ring } from './ring.ts';
import { UsageSeries } from './usage-series.ts';

/** How a resource stood after the changes of a moment; times as the books count them. */
export interface RawSample {
  readonly at: number;
  readonly held: Readonly<Record<string, number>>;
  readonly capacity: Readonly<Record<string, number>>;
  readonly waiting: number;
}

/** What happened to one resource. */
export class UsageRecord {
  readonly id: string;
  readonly from: number;
  readonly series: UsageSeries[] = [];
  waiting = 0;
  grants = 0;
  /** Grants that were waited for. */
  waits = 0;
  waitedMs = 0;
  longestMs = 0;
  /** Whether anything happened since room was looked for. */
  isFresh = true;
  /** Its place was given to another. */
  isGone = false;
  private readonly samples: Ring<RawSample>;
  private readonly resolutionMs: number;
  private changedAt: number;
  private contendedMs = 0;
  private hasChanged = false;
  private lastFence = 0;

  constructor(id: string, now: number, { samples, resolutionMs }: { samples: number; resolutionMs: number }) {
    this.id = id;
    this.from = now;
    this.changedAt = now;
    this.samples = new Ring(samples);
    this.resolutionMs = Math.max(1, resolutionMs);
  }

  /** The series of a row of the resource; one that is removed and added again goes on. */
  seriesOf(row: Row, now: number): UsageSeries {
    const known = this.series.find((one) => one.row.unit === row.unit);
    if (known !== undefined) {
      known.row = row;
      return known;
    }
    const series = new UsageSeries(row, now);
    this.series.push(series);
    return series;
  }

  /** To be called before what changes at `now` is written down: what stood until then becomes a sample, if it is time. */
  changes(now: number): void {
    if (this.hasChanged && this.span(now) > this.span(this.changedAt)) this.keep(this.changedAt);
    this.contendedMs = this.contendedUntil(now);
    this.changedAt = now;
    this.hasChanged = true;
    this.isFresh = true;
  }

  /** A grant touches several rows of a resource and counts once. */
  granted(fence: number, waitedMs: number): void {
    if (this.lastFence === fence) return;
    this.lastFence = fence;
    this.grants += 1;
    if (waitedMs <= 0) return;
    this.waits += 1;
    this.waitedMs += waitedMs;
    this.longestMs = Math.max(this.longestMs, waitedMs);
  }

  sample(now: number): void {
    this.changes(now);
    for (const series of this.series) series.update(now);
    this.keep(now);
  }

  /** For how long somebody waited. */
  contendedUntil(now: number): number {
    return this.contendedMs + (this.waiting > 0 ? now - this.changedAt : 0);
  }

  get isIdle(): boolean {
    return this.waiting === 0 && this.series.every(({ held }) => held === 0);
  }

  /** With how it stands now as the last one. */
  *history(): Generator<RawSample> {
    yield* this.samples;
    if (this.hasChanged) yield this.state(this.changedAt);
  }

  /** Changes of one span are one sample. */
  private span(at: number): number {
    return Math.floor(at / this.resolutionMs);
  }

  private keep(at: number): void {
    this.samples.push(this.state(at));
    this.hasChanged = false;
  }

  private state(at: number): RawSample {
    return {
      at,
      held: Object.fromEntries(this.series.map(({ row, held }) => [row.unit, held])),
      capacity: Object.fromEntries(this.series.map(({ row, capacity }) => [row.unit, capacity])),
      waiting: this.waiting,
    };
  }
}
