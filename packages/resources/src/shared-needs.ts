import type { Need, Part, Row, Shape } from './need.ts';
import type { SharedPart } from './shared-holdings.ts';

/** Knows which needs touch something shared; asked for every request, so it looks at each need once. */
export class SharedNeeds {
  /** Counts the needs that were looked at. */
  seen = 0;
  /** Shared rows that refill, of all needs that were looked at. */
  readonly rates = new Set<Row>();
  private readonly isShared: (resource: string) => boolean;
  /** By need; a retired need's place goes to another. */
  private readonly known: ({ readonly need: Need; readonly isShared: boolean } | undefined)[] = [];

  constructor(isShared: (resource: string) => boolean) {
    this.isShared = isShared;
  }

  /** Whether a need takes something that other processes use too. */
  concerns(need: Need): boolean {
    const known = this.known[need.index];
    if (known?.need === need) return known.isShared;
    this.seen += 1;
    const isShared = need.shapes.some((shape) => this.partsOf(shape).length > 0);
    this.known[need.index] = { need, isShared };
    for (const { parts } of need.shapes) {
      for (const { row } of parts) if (row.bucket !== undefined && this.isShared(row.resource)) this.rates.add(row);
    }
    return isShared;
  }

  has(row: Row): boolean {
    return this.isShared(row.resource);
  }

  /** What a shape takes of shared resources. */
  partsOf({ parts }: Shape): readonly SharedPart[] {
    return parts.filter(({ row }) => this.isShared(row.resource)).map(sharedPart);
  }
}

export function sharedPart({ row, amount, mode }: Part): SharedPart {
  return { resource: row.resource, kind: row.kind, unit: row.unit, amount, mode };
}
