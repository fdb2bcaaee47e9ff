import { expect, it } from 'vitest';
import { allocationReports, ResourceManager } from '../src/index.ts';

it('given what two users hold of two resources, then each part is told beside the whole of its resource', {
  meta: {
    specification: [
      '2.ResourceAllocation',
      '2.ResourceAllocation.resource_type',
      '2.ResourceAllocation.allocated_amount',
      '2.ResourceAllocation.total_capacity',
      '2.ResourceAllocation.utilization_percentage',
      '2.ResourceAllocation.allocation_time',
    ],
  },
}, () => {
  const resources = [
    { id: 'cpu', type: 'cpu', capacity: { cores: 8 } },
    { id: 'memory', type: 'memory', capacity: { gb: 16 } },
  ] as const;
  const clock = { now: () => 1_000, after: () => () => undefined };
  const manager = new ResourceManager({ resources, clock });
  manager.allocateResources('one', { cpu: { cores: 2 }, memory: { gb: 4 } });
  manager.allocateResources('other', { cpu: { cores: 4 } });
  const reports = allocationReports(manager.getUserAllocations('one'), (id) => manager.getResourceUsage(id));
  expect(reports).toMatchObject([
    { resourceType: 'cpu', unit: 'cores', allocatedAmount: 2, totalCapacity: 8, utilizationPercentage: 75 },
    { resourceType: 'memory', unit: 'gb', allocatedAmount: 4, totalCapacity: 16, utilizationPercentage: 25 },
  ]);
  expect(reports.map(({ allocationTime }) => Number(allocationTime))).toEqual([1_000, 1_000]);
  const nothing = allocationReports(manager.getUserAllocations('one'), () => undefined);
  expect(nothing).toEqual([]);
});
