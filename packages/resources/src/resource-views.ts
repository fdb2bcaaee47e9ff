import { type ResourceStatus, type ResourceType, resourceTypes } from '@codomyrmex/core';
import type { Amounts, ResourceDefinition, ResourceLimits } from './resource-definition.ts';
import { inUnits } from './units.ts';
import type { Usage } from './usage.ts';
import type { UserGrant } from './user-grants.ts';

/** A resource as people see it. */
export interface Resource extends ResourceDefinition {
  readonly name: string;
  readonly description: string;
  readonly status: ResourceStatus;
  readonly allocated: Amounts;
  readonly limits: ResourceLimits;
  readonly totalAllocations: number;
  readonly currentUsers: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
}

export interface ResourceUsage {
  readonly resourceId: string;
  readonly name: string;
  readonly type: ResourceType;
  readonly status: ResourceStatus;
  readonly capacity: Amounts;
  readonly allocated: Amounts;
  /** Percent, by unit. */
  readonly utilization: Amounts;
  readonly currentUsers: number;
  readonly totalAllocations: number;
}

export interface SystemUsage {
  readonly totalResources: number;
  readonly totalAllocations: number;
  readonly resourcesByType: Readonly<Record<ResourceType, number>>;
  /** Average percent, by type, of the types that there are. */
  readonly utilizationSummary: Readonly<Partial<Record<ResourceType, number>>>;
}

export interface UserAllocation {
  readonly allocationId: string;
  readonly resourceId: string;
  readonly resourceName: string;
  readonly resourceType: ResourceType;
  readonly allocated: Amounts;
  /** Milliseconds since the epoch; `null` where no clock is given. */
  readonly allocatedAt: number | null;
  /** `null` for what does not expire. */
  readonly expiresAt: number | null;
}

export function resourceView(usage: Usage): Resource {
  const { definition } = usage;
  return {
    id: usage.id,
    name: definition.name ?? usage.id,
    type: usage.type,
    description: definition.description ?? '',
    status: usage.status,
    capacity: definition.capacity,
    allocated: usage.held,
    limits: definition.limits ?? {},
    totalAllocations: usage.grants,
    currentUsers: usage.holders,
    metadata: definition.metadata ?? {},
    tags: definition.tags ?? [],
  };
}

export function usageView(usage: Usage): ResourceUsage {
  return {
    resourceId: usage.id,
    name: usage.definition.name ?? usage.id,
    type: usage.type,
    status: usage.status,
    capacity: usage.capacity,
    allocated: usage.held,
    utilization: utilization(usage),
    currentUsers: usage.holders.length,
    totalAllocations: usage.grants,
  };
}

export function systemView(usages: readonly Usage[]): SystemUsage {
  const count = (type: ResourceType): number => usages.filter((usage) => usage.type === type).length;
  const present = resourceTypes.filter((type) => count(type) > 0);
  return {
    totalResources: usages.length,
    totalAllocations: usages.reduce((sum, usage) => sum + usage.grants, 0),
    // One entry for each type, which is what the record says.
    resourcesByType: Object.fromEntries(resourceTypes.map((type) => [type, count(type)])) as Record<
      ResourceType,
      number
    >,
    utilizationSummary: Object.fromEntries(
      present.map((type) => [
        type,
        average(usages.filter((usage) => usage.type === type).flatMap((usage) => Object.values(utilization(usage)))),
      ]),
    ),
  };
}

export function allocationView(grant: UserGrant, { name, type }: ResourceDefinition): UserAllocation {
  const allocated: Record<string, number> = {};
  for (const { row, amount } of grant.allocation.shape?.parts ?? []) {
    if (row.kind === 'access') allocated[row.unit] = 1;
    if (row.kind === 'counted' || row.kind === 'rate') allocated[row.unit] = inUnits(amount);
  }
  return {
    allocationId: grant.id,
    resourceId: grant.resource,
    resourceName: name ?? grant.resource,
    resourceType: type,
    allocated,
    allocatedAt: grant.allocatedAt,
    expiresAt: grant.expiresAt,
  };
}

/** Percent of each unit, to a tenth. */
export function utilization({ capacity, held }: Usage): Amounts {
  return Object.fromEntries(
    Object.entries(capacity).map(([unit, most]) => [unit, most > 0 ? tenth(((held[unit] ?? 0) / most) * 100) : 0]),
  );
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : tenth(values.reduce((sum, value) => sum + value, 0) / values.length);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
