import type { ResourceStatus } from '@codomyrmex/core';
import type { Need, Row } from './need.ts';
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
  /** By unit. */
  readonly counted: Map<string, Row>;
  /** Who reads and who writes, where the type knows that. */
  readonly access: Row | undefined;
  /** How many grants touch it, where that is limited, or where nothing else tells whether any does. */
  readonly users: Row | undefined;
  /** How many grants may touch it in a minute, where that is limited. */
  readonly requests: Row | undefined;
  /** Those that name it and can be asked for. */
  readonly needs: Set<Need>;
  /** Grants of needs that are retired. */
  pastGrants: number;
  /** What was made at its first mention goes with the last need that names it. */
  readonly origin: Origin;
}

export function isGranted(status: ResourceStatus): boolean {
  return status === 'available' || status === 'in_use';
}

/** More users than there can be. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

export interface Numbering {
  readonly nextIndex: () => number;
  /** As the books count. */
  readonly now: number;
}

export function openAccount(definition: ResourceDefinition, origin: Origin, { nextIndex, now }: Numbering): Account {
  const status = definition.status ?? 'available';
  const row = (kind: Row['kind'], unit: string, ceiling: number): Row => {
    const limit = isGranted(status) ? ceiling : 0;
    const period = kind === 'rate' || kind === 'requests' ? periodOf(unit) : undefined;
    return {
      index: nextIndex(),
      resource: definition.id,
      unit,
      kind,
      ceiling,
      limit,
      free: limit,
      bucket: period === undefined ? undefined : new TokenBucket(ceiling, period, now),
      withheld: 0,
      changed: false,
    };
  };
  const counted = new Map(
    [...ceilings(definition)].map(([unit, most]) => [
      unit,
      row(periodOf(unit) === undefined ? 'counted' : 'rate', unit, pieces(most)),
    ]),
  );
  const access = isLockable(definition.type) ? row('access', 'holders', WHOLE) : undefined;
  const isOnlyUsedUp = access === undefined && ![...counted.values()].some(({ kind }) => kind === 'counted');
  const users = definition.limits?.maxConcurrentUsers ?? (isOnlyUsedUp ? UNLIMITED : undefined);
  const requests = grantsPerMinute(definition);
  return {
    definition,
    status,
    counted,
    access,
    users: users === undefined ? undefined : row('users', 'users', users),
    requests: requests === undefined ? undefined : row('requests', 'requests_per_minute', pieces(requests)),
    needs: new Set(),
    pastGrants: 0,
    origin,
  };
}

export function* rowsOf(account: Account): Generator<Row> {
  yield* account.counted.values();
  if (account.access !== undefined) yield account.access;
  if (account.users !== undefined) yield account.users;
  if (account.requests !== undefined) yield account.requests;
}
