import type { ResourceStatus } from '@codomyrmex/core';
import type { Meter, Need, Row } from './need.ts';
import { ceilings, grantsPerMinute, isLockable, type ResourceDefinition } from './resource-definition.ts';
import { TokenBucket } from './token-bucket.ts';
import { periodOf, pieces } from './units.ts';

/** All of a lock's access: what a writer takes. A reader takes one piece, so this is also the most readers at once. */
export const WHOLE = 1_000_000;

/** How a resource came to be known. */
export type Origin = 'declared' | 'mentioned';

/** A resource as the ledger counts it. */
export interface Account {
  definition: ResourceDefinition;
  /** As declared or set; whether something of it is held is seen in the rows. */
  status: ResourceStatus;
  /** Who alone is granted of it while it is reserved. */
  pass: string | undefined;
  readonly rows: readonly Row[];
  /** By unit: what requests name. */
  readonly counted: ReadonlyMap<string, Row>;
  /** Who reads and who writes, where the type knows that. */
  readonly access: Row | undefined;
  /** How many grants touch it, where that is limited, or where nothing else tells whether any does. */
  readonly users: Row | undefined;
  /** How many grants may touch it in a minute, where that is limited. */
  readonly requests: Row | undefined;
  /** How long it was held by grants that are over. */
  readonly meter: Meter;
  /** Those that name it and can be asked for. */
  readonly needs: Set<Need>;
  /** Grants of needs that are retired. */
  pastGrants: number;
  /** What was made at its first mention goes with the last need that names it. */
  readonly origin: Origin;
  /** Milliseconds as the ledger was told them. */
  createdAt: number | undefined;
  updatedAt: number | undefined;
  /** Neither its definition nor its status was changed. */
  isAsAdded: boolean;
}

export function isGranted(status: ResourceStatus): boolean {
  return status === 'available' || status === 'in_use';
}

/** More users than there can be. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** One thing that is counted of a resource, and how much there is of it, quotas applied, as rows count. */
export interface Measure {
  readonly kind: Row['kind'];
  readonly unit: string;
  readonly ceiling: number;
}

export function measuresOf(definition: ResourceDefinition): Measure[] {
  const measures: Measure[] = [];
  for (const [unit, most] of ceilings(definition)) {
    measures.push({ kind: periodOf(unit) === undefined ? 'counted' : 'rate', unit, ceiling: pieces(most) });
  }
  if (isLockable(definition.type)) measures.push({ kind: 'access', unit: 'holders', ceiling: WHOLE });
  // What is used up is never put back: its users are what is held of it, and what can be kept from being granted.
  const canBeUsedUp = measures.some(({ kind }) => kind === 'rate');
  const users = definition.limits?.maxConcurrentUsers ?? (canBeUsedUp ? UNLIMITED : undefined);
  if (users !== undefined) measures.push({ kind: 'users', unit: 'users', ceiling: users });
  const requests = grantsPerMinute(definition);
  if (requests !== undefined) {
    measures.push({ kind: 'requests', unit: 'requests_per_minute', ceiling: pieces(requests) });
  }
  return measures;
}

/** What opening an account needs of the ledger. */
export interface Opening {
  readonly nextIndex: () => number;
  /** As the books count. */
  readonly now: number;
  /** As the ledger was told; `undefined` when it was not. */
  readonly time: number | undefined;
}

export function openAccount(definition: ResourceDefinition, origin: Origin, opening: Opening): Account {
  const status = definition.status ?? 'available';
  const meter: Meter = { usedMs: (definition.totalUsageTime ?? 0) * 1_000, fence: 0 };
  const rows = measuresOf(definition).map(({ kind, unit, ceiling }): Row => {
    const limit = isGranted(status) ? ceiling : 0;
    const period = kind === 'rate' || kind === 'requests' ? periodOf(unit) : undefined;
    return {
      index: opening.nextIndex(),
      resource: definition.id,
      unit,
      kind,
      ceiling,
      limit,
      free: limit,
      bucket: period === undefined ? undefined : new TokenBucket(ceiling, period, opening.now),
      withheld: 0,
      kept: 0,
      pass: undefined,
      changed: false,
      meter,
    };
  });
  const ofKind = (kind: Row['kind']): Row | undefined => rows.find((row) => row.kind === kind);
  return {
    definition,
    status,
    pass: undefined,
    rows,
    counted: countedRows(rows),
    access: ofKind('access'),
    users: ofKind('users'),
    requests: ofKind('requests'),
    meter,
    needs: new Set(),
    pastGrants: definition.totalAllocations ?? 0,
    origin,
    createdAt: definition.createdAt?.getTime() ?? opening.time,
    updatedAt: definition.updatedAt?.getTime() ?? opening.time,
    isAsAdded: true,
  };
}

function countedRows(rows: readonly Row[]): ReadonlyMap<string, Row> {
  const counted = new Map<string, Row>();
  for (const row of rows) if (row.kind === 'counted' || row.kind === 'rate') counted.set(row.unit, row);
  return counted;
}

/** Whether nothing of it is held. */
export function isIdle({ rows }: Account): boolean {
  for (const row of rows) if (row.bucket === undefined && row.free !== row.limit) return false;
  return true;
}

/** Whether somebody waits for it. */
export function isAwaited({ needs }: Account): boolean {
  for (const need of needs) if (need.waiting > 0) return true;
  return false;
}
