import { dateAt, type ResourceStatus, type ResourceType, resourceTypes } from '@codomyrmex/core';
import type { Lease } from './leases.ts';
import type { Amounts, ResourceDefinition, ResourceLimits } from './resource-definition.ts';
import { inUnits } from './units.ts';
import type { Usage } from './usage.ts';

/** A resource as people see it. */
export interface Resource extends ResourceDefinition {
  readonly name: string;
  readonly description: string;
  readonly status: ResourceStatus;
  readonly allocated: Amounts;
  readonly limits: ResourceLimits;
  readonly totalAllocations: number;
  /** Seconds that grants of it were held which are over; 0 where no clock is given. */
  readonly totalUsageTime: number;
  readonly currentUsers: readonly string[];
  /** For whom it is reserved; `null` for nobody. */
  readonly reservedFor: string | null;
  /** `null` where no clock is given. */
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
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
  /** `null` where no clock is given. */
  readonly allocatedAt: Date | null;
  /** `null` for what does not expire. */
  readonly expiresAt: Date | null;
  /** Larger than that of any earlier grant: whoever guards something can refuse one who comes late. */
  readonly fence: number;
}

/** What somebody holds of one resource. */
export interface ResourceAllocation {
  readonly id: string;
  readonly resourceId: string;
  readonly userId: string;
  readonly allocated: Amounts;
  /** `null` where no clock is given. */
  readonly allocatedAt: Date | null;
  /** `null` for what does not expire. */
  readonly expiresAt: Date | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly fence: number;
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
    totalUsageTime: usage.usedSeconds,
    currentUsers: usage.holders,
    reservedFor: usage.reservedFor ?? null,
    createdAt: dated(usage.createdAt),
    updatedAt: dated(usage.updatedAt),
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

export function userAllocationView(lease: Lease, { name, type }: ResourceDefinition): UserAllocation {
  const { id, resourceId, allocated, allocatedAt, expiresAt, fence } = allocationView(lease);
  return {
    allocationId: id,
    resourceId,
    resourceName: name ?? resourceId,
    resourceType: type,
    allocated,
    allocatedAt,
    expiresAt,
    fence,
  };
}

export function allocationView(lease: Lease): ResourceAllocation {
  const { allocation } = lease.grant;
  const allocated: Record<string, number> = {};
  for (const { row, amount } of allocation.shape?.parts ?? []) {
    if (row.resource !== lease.resource) continue;
    if (row.kind === 'access') allocated[row.unit] = 1;
    if (row.kind === 'counted' || row.kind === 'rate') allocated[row.unit] = inUnits(amount);
  }
  return {
    id: lease.id,
    resourceId: lease.resource,
    userId: lease.user,
    allocated,
    allocatedAt: dated(lease.allocatedAt),
    expiresAt: dated(lease.expiresAt),
    metadata: lease.metadata,
    fence: allocation.fence,
  };
}

function dated(time: number | null | undefined): Date | null {
  return time == null ? null : dateAt(time);
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
