import type { ResourceStatus } from '@codomyrmex/core';
import type { Need, Row } from './need.ts';
import { ceilings, isLockable, type ResourceDefinition } from './resource-definition.ts';
import { pieces } from './units.ts';

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
  /** How many grants touch it, where that is limited. */
  readonly users: Row | undefined;
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

export function openAccount(definition: ResourceDefinition, origin: Origin, nextIndex: () => number): Account {
  const status = definition.status ?? 'available';
  const row = (kind: Row['kind'], unit: string, ceiling: number): Row => {
    const limit = isGranted(status) ? ceiling : 0;
    return {
      index: nextIndex(),
      resource: definition.id,
      unit,
      kind,
      ceiling,
      limit,
      free: limit,
      withheld: 0,
      changed: false,
    };
  };
  const users = definition.limits?.maxConcurrentUsers;
  return {
    definition,
    status,
    counted: new Map([...ceilings(definition)].map(([unit, most]) => [unit, row('counted', unit, pieces(most))])),
    access: isLockable(definition.type) ? row('access', 'holders', WHOLE) : undefined,
    users: users == null ? undefined : row('users', 'users', users),
    needs: new Set(),
    pastGrants: 0,
    origin,
  };
}

export function* rowsOf(account: Account): Generator<Row> {
  yield* account.counted.values();
  if (account.access !== undefined) yield account.access;
  if (account.users !== undefined) yield account.users;
}
