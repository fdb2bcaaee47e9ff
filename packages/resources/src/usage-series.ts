import type { Row } from './need.ts';
import { inUnits, periodOf } from './units.ts';

/** How much of one row was in use, weighted by time. */
export class UsageSeries {
  /** Another one after the resource was removed and added again. */
  row: Row;
  held = 0;
  capacity = 0;
  private part = 0;
  private highest = 0;
  /** Parts in use times milliseconds. */
  private area = 0;
  /** Of a rate, in units: what was ever taken. */
  private used = 0;
  private at: number;

  constructor(row: Row, now: number) {
    this.row = row;
    this.at = now;
    this.update(now);
  }

  /** The row has changed, or time has passed. */
  update(now: number): void {
    this.area += this.part * (now - this.at);
    this.at = now;
    const { kind, ceiling, limit, free } = this.row;
    const isAccess = kind === 'access';
    this.capacity = isAccess ? 1 : inUnits(ceiling);
    this.held = isAccess ? Number(free < limit) : inUnits(limit - free);
    this.part = this.capacity > 0 ? this.held / this.capacity : 0;
    this.highest = Math.max(this.highest, this.part);
  }

  use(amount: number): void {
    this.used += inUnits(amount);
  }

  /** Percent of what there is. Of a rate what was taken, of all that came in the time. */
  mean(elapsedMs: number): number {
    if (elapsedMs <= 0) return percent(this.part);
    const period = this.row.kind === 'rate' ? periodOf(this.row.unit) : undefined;
    if (period === undefined) return percent(this.area / elapsedMs);
    return this.capacity > 0 ? percent(this.used / (this.capacity * Math.max(1, elapsedMs / period))) : 0;
  }

  get peak(): number {
    return percent(this.highest);
  }
}

/** To a tenth. */
function percent(part: number): number {
  return Math.round(part * 1_000) / 10;
}
