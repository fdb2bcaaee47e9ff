import type { ResourceType } from '@codomyrmex/core';
import type { ResourceUsage, UserAllocation } from './resource-views.ts';

/** What the specification's second document calls ResourceAllocation: a part of one resource, beside the whole of it. */
export interface AllocationReport {
  readonly resourceType: ResourceType;
  readonly unit: string;
  readonly allocatedAmount: number;
  readonly totalCapacity: number;
  /** Percent of the resource that everybody together holds. */
  readonly utilizationPercentage: number;
  readonly allocationTime: UserAllocation['allocatedAt'];
}

/** One report for each unit of each allocation; what is held of a resource that is gone is left out. */
export function allocationReports(
  allocations: readonly UserAllocation[],
  usageOf: (resourceId: string) => ResourceUsage | undefined,
): AllocationReport[] {
  return allocations.flatMap(({ resourceId, resourceType, allocated, allocatedAt }) => {
    const usage = usageOf(resourceId);
    if (usage === undefined) return [];
    return Object.entries(allocated).map(([unit, allocatedAmount]) => ({
      resourceType,
      unit,
      allocatedAmount,
      totalCapacity: usage.capacity[unit] ?? 0,
      utilizationPercentage: usage.utilization[unit] ?? 0,
      allocationTime: allocatedAt,
    }));
  });
}
