import type { ResourceStatus, ResourceType } from '@codomyrmex/core';
import { type Account, isGranted } from './account.ts';
import type { Books } from './books.ts';
import { touches } from './needs.ts';
import type { Amounts, ResourceDefinition } from './resource-definition.ts';
import { inUnits } from './units.ts';

/** Where a resource stands. */
export interface Usage {
  readonly id: string;
  readonly type: ResourceType;
  /** `in_use` while all of some unit is held; otherwise as declared or set. */
  readonly status: ResourceStatus;
  readonly definition: ResourceDefinition;
  /** What can be held, by unit, quotas applied. A lock, file or database counts one of `holders`. */
  readonly capacity: Amounts;
  readonly held: Amounts;
  /** Labels of those who hold something of it, each once, newest first. */
  readonly holders: readonly string[];
  /** Grants that touched it since it was added. */
  readonly grants: number;
  /** The sum of how long grants of it were held that are over, as far as the time was told. */
  readonly usedSeconds: number;
  readonly reservedFor: string | undefined;
  /** Milliseconds as the ledger was told them; `undefined` when it was not. */
  readonly createdAt: number | undefined;
  readonly updatedAt: number | undefined;
}

export function usageOf(account: Account, holders: readonly string[]): Usage {
  const { definition, status, counted, access, pass, meter, createdAt, updatedAt } = account;
  const capacity: Record<string, number> = {};
  const held: Record<string, number> = {};
  for (const [unit, row] of counted) {
    capacity[unit] = inUnits(row.ceiling);
    held[unit] = inUnits(row.limit - row.free);
  }
  if (access !== undefined) {
    capacity[access.unit] = 1;
    held[access.unit] = access.free < access.limit ? 1 : 0;
  }
  const full = account.rows.some((row) => row.free <= 0 && row.free < row.limit);
  return {
    id: definition.id,
    type: definition.type,
    status: isGranted(status) ? (full ? 'in_use' : 'available') : status,
    definition,
    capacity,
    held,
    holders,
    grants: grantsOf(account),
    usedSeconds: meter.usedMs / 1_000,
    reservedFor: pass,
    createdAt,
    updatedAt,
  };
}

/**
 * Labels of those who hold something, by resource, each once, newest first. Costs time proportional to all that is
 * held: for displays.
 */
export function holdersByResource(books: Books): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, Set<string>>();
  for (const { owner, shape } of books.held()) {
    if (shape === undefined) continue;
    const { label } = owner;
    for (const { row } of shape.parts) {
      const labels = holders.get(row.resource);
      if (labels === undefined) holders.set(row.resource, new Set([label]));
      else labels.add(label);
    }
  }
  return new Map(Array.from(holders, ([resource, labels]) => [resource, [...labels]]));
}

function grantsOf(account: Account): number {
  let sum = account.pastGrants;
  for (const need of account.needs) {
    for (const shape of need.shapes) if (touches(shape, account.definition.id)) sum += shape.grants;
  }
  return sum;
}
