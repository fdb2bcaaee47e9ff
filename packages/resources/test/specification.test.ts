import {
  isOrchestrationError,
  ResourceAllocationError,
  ResourceStatus,
  ResourceType,
  resourceTypes,
} from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { type ResourceAllocation, ResourceManager, type ResourceUsage, type SystemUsage } from '../src/index.ts';
import { HandClock } from './hand-clock.ts';

const machine = [
  { id: 'system_cpu', name: 'System CPU', type: ResourceType.CPU, capacity: { cores: 8 } },
  { id: 'system_memory', type: ResourceType.MEMORY, capacity: { gb: 16 } },
  { id: 'system_disk', type: ResourceType.DISK, capacity: { gb: 100 } },
];

function door() {
  const clock = new HandClock();
  return { clock, manager: new ResourceManager({ clock, resources: machine }) };
}

describe('allocate_resources', () => {
  test('given the example of document 3, then each requirement has its resource until the timeout', {
    meta: {
      specification: [
        '3.ResourceManager',
        '3.ResourceManager.allocate_resources',
        '3.ResourceManager.allocate_resources.user_id',
        '3.ResourceManager.allocate_resources.requirements',
        '3.ResourceManager.allocate_resources.timeout',
        '3.ResourceManager.allocate_resources.expires',
        '4.ResourceManager',
        '4.ResourceManager.feature.expiry',
        '5.ResourceManager',
      ],
    },
  }, () => {
    const { clock, manager } = door();
    const allocation = manager.allocateResources(
      'task_123',
      { cpu: { cores: 2 }, memory: { gb: 4 }, disk: { gb: 10 } },
      60,
    );
    expect(allocation).toEqual({ cpu: 'system_cpu', memory: 'system_memory', disk: 'system_disk' });
    expect(manager.getUserAllocations('task_123').map(({ allocated }) => allocated)).toEqual([
      { cores: 2 },
      { gb: 4 },
      { gb: 10 },
    ]);
    clock.turn(59);
    expect(manager.getUserAllocations('task_123').length).toBe(3);
    clock.turn(1);
    expect(manager.getUserAllocations('task_123')).toEqual([]);
    expect(manager.getResourceUsage('system_cpu')?.allocated).toEqual({ cores: 0 });
  });

  test('given what cannot be had, then the answer is null and nothing is left behind', {
    meta: {
      specification: [
        '3.ResourceManager.allocate_resources.returns_null',
        '3.ResourceManager.allocate_resources.rollback',
        '4.errors.resource_level',
      ],
    },
  }, () => {
    const { manager } = door();
    const before = manager.listResources();
    expect(manager.allocateResources('a', { cpu: { cores: 2 }, memory: { gb: 17 } })).toBeNull();
    expect(manager.allocateResources('a', { cpu: { cores: 2 }, gpu: { units: 1 } })).toBeNull();
    manager.allocateResources('b', { disk: { gb: 95 } });
    expect(manager.allocateResources('a', { cpu: { cores: 2 }, disk: { gb: 10 } })).toBeNull();
    manager.deallocateResources('b');
    expect(manager.getUserAllocations('a')).toEqual([]);
    expect(manager.listResources().map(({ allocated }) => allocated)).toEqual(before.map(({ allocated }) => allocated));
  });

  test('given several of a type, then the least used one that has enough is chosen', {
    meta: {
      specification: [
        '3.ResourceManager.allocate_resources.best_fit',
        '2.feature.resource_optimization',
        '2.guideline.resources.optimization',
      ],
    },
  }, () => {
    const { manager } = door();
    for (const id of ['a', 'b']) manager.addResource({ id, type: ResourceType.GPU, capacity: { units: 4 } });
    expect(manager.allocateResources('u', { gpu: 2 })).toEqual({ gpu: 'a' });
    expect(manager.allocateResources('u', { gpu: 1 })).toEqual({ gpu: 'b' });
    expect(manager.allocateResources('u', { gpu: 1 })).toEqual({ gpu: 'b' });
    expect(manager.allocateResources('u', { gpu: 3 })).toBeNull();
  });

  test('given the example of document 4, then a user has the resources until they are given back', {
    meta: {
      specification: [
        '4.ResourceManager.feature.allocation',
        '4.ResourceManager.allocate_resources',
        '4.ResourceManager.allocate_resources.user_id',
        '4.ResourceManager.allocate_resources.requirements',
        '4.ResourceManager.deallocate_resources',
        '4.ResourceManager.deallocate_resources.user_id',
        '4.feature.resource_management',
        '1.guideline.resources.cleanup',
        '1.gate.resource_management',
        '2.gate.resource_management',
        '2.capability.resource_management',
      ],
    },
  }, () => {
    const { manager } = door();
    const allocated = manager.allocateResources('user123', { cpu: { cores: 2 }, memory: { gb: 4 } });
    expect(allocated).toEqual({ cpu: 'system_cpu', memory: 'system_memory' });
    expect(manager.deallocateResources('user123')).toBe(true);
    expect(manager.getUserAllocations('user123')).toEqual([]);
    expect(manager.listResources().map(({ allocated: held }) => Object.values(held))).toEqual([[0], [0], [0]]);
  });
});

test('deallocate_resources gives back the named allocations, or all', {
  meta: {
    specification: [
      '3.ResourceManager.deallocate_resources',
      '3.ResourceManager.deallocate_resources.user_id',
      '3.ResourceManager.deallocate_resources.allocation_ids',
    ],
  },
}, () => {
  const { manager } = door();
  manager.allocateResources('a', { cpu: 2, memory: 4 });
  const [cpu] = manager.getUserAllocations('a');
  expect(manager.deallocateResources('b', [cpu!.allocationId])).toBe(false);
  expect(manager.deallocateResources('a', [cpu!.allocationId])).toBe(true);
  expect(manager.getUserAllocations('a').map(({ resourceId }) => resourceId)).toEqual(['system_memory']);
  expect(manager.deallocateResources('a')).toBe(true);
  expect(manager.getUserAllocations('a')).toEqual([]);
});

test('get_resource_usage tells of one resource and of all together', {
  meta: {
    specification: [
      '1.ResourceManager.get_resource_usage',
      '2.performance.utilization_tracking',
      '3.ResourceManager.get_resource_usage',
      '3.ResourceManager.get_resource_usage.resource_id',
      '3.ResourceManager.get_resource_usage->resource_id',
      '3.ResourceManager.get_resource_usage->name',
      '3.ResourceManager.get_resource_usage->type',
      '3.ResourceManager.get_resource_usage->status',
      '3.ResourceManager.get_resource_usage->capacity',
      '3.ResourceManager.get_resource_usage->allocated',
      '3.ResourceManager.get_resource_usage->utilization',
      '3.ResourceManager.get_resource_usage->current_users',
      '3.ResourceManager.get_resource_usage->total_allocations',
      '3.ResourceManager.get_resource_usage->total_resources',
      '3.ResourceManager.get_resource_usage->resources_by_type',
      '3.ResourceManager.get_resource_usage->utilization_summary',
      '4.ResourceManager.feature.usage',
      '5.ResourceUsage',
    ],
  },
}, () => {
  const { manager } = door();
  manager.allocateResources('a', { cpu: { cores: 4 } });
  const usage: ResourceUsage | undefined = manager.getResourceUsage('system_cpu');
  expect(usage).toEqual({
    resourceId: 'system_cpu',
    name: 'System CPU',
    type: 'cpu',
    status: 'available',
    capacity: { cores: 8 },
    allocated: { cores: 4 },
    utilization: { cores: 50 },
    currentUsers: 1,
    totalAllocations: 1,
  });
  const all: SystemUsage = manager.getResourceUsage();
  expect(all).toMatchObject({
    totalResources: 3,
    totalAllocations: 1,
    resourcesByType: { cpu: 1, memory: 1, disk: 1, gpu: 0 },
    utilizationSummary: { cpu: 50, memory: 0, disk: 0 },
  });
  expect(Object.keys(all.resourcesByType)).toEqual(resourceTypes);
});

test('list_resources and add_resource keep every field of a resource', {
  meta: {
    specification: [
      '3.ResourceManager.list_resources',
      '3.ResourceManager.list_resources.resource_type',
      '3.ResourceManager.list_resources.status',
      '3.ResourceManager.add_resource',
      '3.ResourceManager.add_resource.resource',
      '3.Resource.id',
      '3.Resource.name',
      '3.Resource.type',
      '3.Resource.description',
      '3.Resource.status',
      '3.Resource.capacity',
      '3.Resource.allocated',
      '3.Resource.limits',
      '3.Resource.total_allocations',
      '3.Resource.total_usage_time',
      '3.Resource.current_users',
      '3.Resource.metadata',
      '3.Resource.tags',
      '3.Resource.created_at',
      '3.Resource.updated_at',
      '3.Resource',
      '4.Resource',
    ],
  },
}, () => {
  const { clock, manager } = door();
  const created = new Date(clock.now());
  const gpu = {
    id: 'gpu_1',
    name: 'GPU Resource',
    type: ResourceType.GPU,
    description: 'the fast one',
    capacity: { units: 2 },
    limits: { maxConcurrentUsers: 2 },
    metadata: { rack: 4 },
    tags: ['fast'],
  };
  expect(manager.addResource(gpu)).toBe(true);
  expect(manager.addResource(gpu)).toBe(false);
  manager.allocateResources('first', { gpu: 1 });
  clock.turn(30);
  manager.deallocateResources('first');
  manager.allocateResources('second', { gpu: 1 });
  manager.setCapacity('gpu_1', { units: 3 });
  expect(manager.listResources(ResourceType.GPU, ResourceStatus.AVAILABLE)).toEqual([
    {
      ...gpu,
      capacity: { units: 3 },
      status: 'available',
      allocated: { units: 1 },
      totalAllocations: 2,
      totalUsageTime: 30,
      currentUsers: ['second'],
      reservedFor: null,
      createdAt: created,
      updatedAt: new Date(clock.now()),
    },
  ]);
  expect(manager.listResources(ResourceType.GPU, ResourceStatus.MAINTENANCE)).toEqual([]);
});

test('the example of document 4 adds a resource that one user has at a time', {
  meta: {
    specification: [
      '4.ResourceManager.add_resource',
      '4.ResourceManager.add_resource.resource',
      '4.Resource.id',
      '4.Resource.name',
      '4.Resource.type',
      '4.Resource.capacity',
      '4.Resource.limits',
      '4.ResourceLimits',
      '4.ResourceLimits.max_concurrent_users',
      '4.ResourceType.GPU',
      '3.ResourceLimits.max_concurrent_users',
    ],
  },
}, () => {
  const { manager } = door();
  const custom = {
    id: 'gpu_1',
    name: 'GPU Resource',
    type: ResourceType.GPU,
    capacity: { gpu_cores: 2048, memory_gb: 8 },
    limits: { maxConcurrentUsers: 1 },
  };
  manager.addResource(custom);
  expect(manager.listResources(ResourceType.GPU)).toMatchObject([custom]);
  expect(manager.allocateResources('a', { gpu: { gpu_cores: 10 } })).toEqual({ gpu: 'gpu_1' });
  expect(manager.allocateResources('b', { gpu: { memory_gb: 1 } })).toBeNull();
});

test('get_user_allocations tells of every allocation with its resource', {
  meta: {
    specification: [
      '1.feature.resource_tracking',
      '3.ResourceManager.get_user_allocations',
      '3.ResourceManager.get_user_allocations.user_id',
    ],
  },
}, () => {
  const { clock, manager } = door();
  const now = clock.now();
  manager.allocateResources('a', { cpu: 2 }, 5);
  manager.allocateResources('b', { cpu: 1 });
  expect(manager.getUserAllocations('a')).toEqual([
    {
      allocationId: 'allocation-1',
      resourceId: 'system_cpu',
      resourceName: 'System CPU',
      resourceType: 'cpu',
      allocated: { cores: 2 },
      allocatedAt: new Date(now),
      expiresAt: new Date(now + 5_000),
      fence: 1,
    },
  ]);
});

test('health_check tells of each resource and of what is wrong', {
  meta: {
    specification: [
      '3.ResourceManager.health_check',
      '3.ResourceManager.health_check->overall_status',
      '3.ResourceManager.health_check->timestamp',
      '3.ResourceManager.health_check->resources',
      '3.ResourceManager.health_check->issues',
    ],
  },
}, () => {
  const { clock, manager } = door();
  manager.allocateResources('a', { cpu: 8 });
  manager.setResourceStatus('system_disk', ResourceStatus.UNAVAILABLE);
  expect(manager.healthCheck()).toMatchObject({
    overallStatus: 'degraded',
    timestamp: new Date(clock.now()),
    resources: { system_cpu: { healthy: false }, system_memory: { healthy: true }, system_disk: { healthy: false } },
    issues: ['system_cpu is used to 100 % of its cores', 'system_disk grants nothing: its status is unavailable'],
  });
});

test('document 1 allocates, releases and asks for one type at a time', {
  meta: {
    specification: [
      '1.ResourceManager',
      '1.ResourceManager.__init__',
      '1.ResourceManager.allocate_resource',
      '1.ResourceManager.allocate_resource.resource_type',
      '1.ResourceManager.allocate_resource.amount',
      '1.ResourceManager.release_resource',
      '1.ResourceManager.release_resource.allocation',
      '1.ResourceManager.check_availability',
      '1.ResourceManager.check_availability.resource_type',
      '1.ResourceManager.check_availability.amount',
      '3.ResourceAllocation',
      '3.ResourceAllocation.id',
      '3.ResourceAllocation.resource_id',
      '3.ResourceAllocation.user_id',
      '3.ResourceAllocation.allocated',
      '3.ResourceAllocation.allocated_at',
      '3.ResourceAllocation.expires_at',
      '3.ResourceAllocation.metadata',
      '5.ResourceAllocation',
    ],
  },
}, () => {
  const { clock, manager } = door();
  manager.updateResource('system_cpu', { limits: { timeoutSeconds: 60 } });
  const allocation: ResourceAllocation = manager.allocateResource(ResourceType.CPU, 6);
  expect(allocation).toEqual({
    id: 'allocation-1',
    resourceId: 'system_cpu',
    userId: 'anonymous',
    allocated: { cores: 6 },
    allocatedAt: new Date(clock.now()),
    expiresAt: new Date(clock.now() + 60_000),
    metadata: {},
    fence: 1,
  });
  expect(manager.checkAvailability(ResourceType.CPU)).toBe(true);
  expect(manager.checkAvailability(ResourceType.CPU, 3)).toBe(false);
  expect(manager.releaseResource(allocation)).toBe(true);
  expect(manager.releaseResource(allocation)).toBe(false);
  expect(manager.allocateResource(ResourceType.MEMORY).allocated).toEqual({ gb: 1 });
});

test('what is taken is refused with a ResourceAllocationError that says by whom', {
  meta: { specification: ['3.ResourceAllocationError', '4.ResourceManager.feature.contention'] },
}, async () => {
  const { clock, manager } = door();
  manager.allocateResources('first', { cpu: 8 });
  const waiting = manager.acquireResources('second', { cpu: 1 }, { waitSeconds: 5 }).catch((error: unknown) => error);
  clock.turn(5);
  const error = await waiting;
  expect(error).toBeInstanceOf(ResourceAllocationError);
  expect(isOrchestrationError(error) && error.code).toBe('RESOURCE_UNAVAILABLE');
  expect(error).toMatchObject({ message: 'second waited 5 s in vain for 1 cores of system_cpu, held by first' });
  const next = manager.acquireResources('third', { cpu: 1 });
  manager.deallocateResources('first');
  expect(await next).toEqual({ cpu: 'system_cpu' });
});
