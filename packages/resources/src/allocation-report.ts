import type { ResourceType } from '@codomyrmex/core';
import type { ResourceUsage, UserAllocation } from './resource-views.ts';

/** What somebody holds beside what there is, in one unit of the resource. */
export interface AllocationReport {
  readonly resourceType: ResourceType;
  readonly allocatedAmount: number;
  readonly totalCapacity: number;
  /** Of the resource, by everybody. */
  readonly utilizationPercentage: number;
  /** `null` where no clock is given. */
  readonly allocationTime: Date | null;
}

/** One for each unit of which something is held. */
export function allocationReports(allocation: UserAllocation, usage: ResourceUsage): AllocationReport[] {
  return Object.entries(allocation.allocated).map(([unit, allocatedAmount]) => ({
    resourceType: allocation.resourceType,
    allocatedAmount,
    totalCapacity: usage.capacity[unit] ?? 0,
    utilizationPercentage: usage.utilization[unit] ?? 0,
    allocationTime: allocation.allocatedAt,
  }));
}
