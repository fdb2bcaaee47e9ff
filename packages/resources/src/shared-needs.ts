import type { Need, Part, Row, Shape } from './need.ts';
import type { SharedPart } from './shared-holdings.ts';

/** What a need takes of resources that other processes use too, by shape. */
export type SharedShapes = ReadonlyMap<Shape, readonly SharedPart[]>;

/** Knows which needs touch something shared; asked for every request, so it looks at each need once. */
export class SharedNeeds {
  /** Counts the needs that were looked at. */
  seen = 0;
  private readonly isShared: (resource: string) => boolean;
  /** By need; a retired need's place goes to another. */
  private readonly known: ({ readonly need: Need; readonly shapes: SharedShapes | undefined } | undefined)[] = [];

  constructor(isShared: (resource: string) => boolean) {
    this.isShared = isShared;
  }

  /** `undefined` for a need that concerns this process alone. */
  of(need: Need): SharedShapes | undefined {
    const known = this.known[need.index];
    if (known?.need === need) return known.shapes;
    this.seen += 1;
    const shapes = new Map(need.shapes.map((shape) => [shape, this.partsOf(shape)]));
    const isAnyShared = [...shapes.values()].some((parts) => parts.length > 0);
    const entry = { need, shapes: isAnyShared ? shapes : undefined };
    this.known[need.index] = entry;
    return entry.shapes;
  }

  has(row: Row): boolean {
    return this.isShared(row.resource);
  }

  private partsOf({ parts }: Shape): readonly SharedPart[] {
    return parts.filter(({ row }) => this.isShared(row.resource)).map(sharedPart);
  }
}

export function sharedPart({ row, amount, mode }: Part): SharedPart {
  return { resource: row.resource, kind: row.kind, unit: row.unit, amount, mode };
}
