import { ResourceStatus, ResourceType, resourceStatuses, resourceTypes } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { Ledger, ResourceManager } from '../src/index.ts';
import { compiled } from './compiled.ts';
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

describe('the eleven types', () => {
  const units: Partial<Record<string, Record<string, number>>> = {
    cpu: { cores: 1 },
    memory: { gb: 1 },
    disk: { gb: 1 },
    network: { mbps: 1 },
    external_api: { requests_per_minute: 1 },
    gpu: { units: 1 },
    queue: { slots: 1 },
    semaphore: { holders: 1 },
  };

  test('are each held by one where there is one', {
    meta: {
      specification: [
        '1.guideline.resources.types',
        '1.capability.resource_allocation',
        '1.contract.resource_safety',
        '3.ResourceType',
        '3.ResourceType.CPU',
        '3.ResourceType.MEMORY',
        '3.ResourceType.DISK',
        '3.ResourceType.NETWORK',
        '3.ResourceType.FILE',
        '3.ResourceType.DATABASE',
        '3.ResourceType.EXTERNAL_API',
        '3.ResourceType.GPU',
        '3.ResourceType.QUEUE',
        '3.ResourceType.LOCK',
        '3.ResourceType.SEMAPHORE',
        '5.ResourceType',
      ],
    },
  }, () => {
    expect(Object.values(ResourceType)).toEqual(resourceTypes);
    for (const type of Object.values(ResourceType)) {
      const clock = new HandClock();
      const manager = new ResourceManager({ clock, resources: [{ id: 'one', type, capacity: units[type] ?? {} }] });
      const requirement = units[type] === undefined ? ({ mode: 'exclusive' } as const) : {};
      expect(manager.allocateResources('a', { one: requirement })).toEqual({ one: 'one' });
      expect(manager.allocateResources('b', { one: requirement })).toBeNull();
      manager.deallocateResources('a');
      clock.turn(60);
      expect(manager.allocateResources('b', { one: requirement })).toEqual({ one: 'one' });
    }
  });
});

test('the five statuses say what is granted', {
  meta: {
    specification: [
      '3.ResourceStatus',
      '3.ResourceStatus.AVAILABLE',
      '3.ResourceStatus.IN_USE',
      '3.ResourceStatus.RESERVED',
      '3.ResourceStatus.MAINTENANCE',
      '3.ResourceStatus.UNAVAILABLE',
      '5.ResourceStatus',
    ],
  },
}, () => {
  const { manager } = door();
  const statusOf = (): string | undefined => manager.getResourceUsage('system_cpu')?.status;
  expect(Object.values(ResourceStatus)).toEqual(resourceStatuses);
  expect(statusOf()).toBe(ResourceStatus.AVAILABLE);
  manager.allocateResources('a', { cpu: 8 });
  expect(statusOf()).toBe(ResourceStatus.IN_USE);
  manager.deallocateResources('a');
  manager.reserveResource('system_cpu', 'a');
  expect(statusOf()).toBe(ResourceStatus.RESERVED);
  expect(manager.allocateResources('b', { cpu: 1 })).toBeNull();
  expect(manager.allocateResources('a', { cpu: 1 })).not.toBeNull();
  for (const status of [ResourceStatus.MAINTENANCE, ResourceStatus.UNAVAILABLE]) {
    manager.setResourceStatus('system_cpu', status);
    expect(statusOf()).toBe(status);
    expect(manager.allocateResources('a', { cpu: 1 })).toBeNull();
  }
  manager.setResourceStatus('system_cpu', ResourceStatus.AVAILABLE);
  expect(manager.allocateResources('b', { cpu: 1 })).not.toBeNull();
});

test('a file is read by many and written by one', {
  meta: {
    specification: ['3.TaskResource.mode.read', '3.TaskResource.mode.write', '3.TaskResource.mode.exclusive'],
  },
}, () => {
  const { manager } = door();
  expect(manager.allocateResources('a', { 'file:a.txt': { mode: 'read' } })).not.toBeNull();
  expect(manager.allocateResources('b', { 'file:a.txt': { mode: 'read' } })).not.toBeNull();
  for (const mode of ['write', 'exclusive'] as const) {
    expect(manager.allocateResources('c', { 'file:a.txt': { mode } })).toBeNull();
  }
  manager.deallocateResources('a');
  manager.deallocateResources('b');
  for (const mode of ['write', 'exclusive'] as const) {
    expect(manager.allocateResources('c', { 'file:a.txt': { mode } })).not.toBeNull();
    for (const other of ['read', 'write', 'exclusive'] as const) {
      expect(manager.allocateResources('d', { 'file:a.txt': { mode: other } })).toBeNull();
    }
    manager.deallocateResources('c');
  }
});

test('capacity is changed while work runs', {
  meta: { specification: ['2.guideline.resources.scaling'] },
}, async () => {
  const { manager } = door();
  manager.allocateResources('a', { cpu: 8 });
  const waiting = manager.acquireResources('b', { cpu: 4 });
  manager.setCapacity('system_cpu', { cores: 12 });
  expect(await waiting).toEqual({ cpu: 'system_cpu' });
});

test('a task says of a resource which type, which one and in which mode', {
  meta: {
    specification: ['3.TaskResource', '3.TaskResource.type', '3.TaskResource.identifier', '3.TaskResource.mode'],
  },
}, () => {
  const ledger = new Ledger(machine);
  const owner = { label: 'task' };
  const reads = compiled(ledger, [
    { type: ResourceType.CPU, identifier: 'system_cpu', mode: 'read' },
    { type: ResourceType.DATABASE, identifier: 'main' },
  ]);
  const writes = compiled(ledger, [{ type: ResourceType.DATABASE, identifier: 'main', mode: 'write' }]);
  const readers = [ledger.tryTake(reads, owner), ledger.tryTake(reads, owner)];
  expect(readers.every((reader) => reader !== undefined)).toBe(true);
  expect(ledger.usage('system_cpu')?.held).toEqual({ cores: 2 });
  expect(ledger.tryTake(writes, owner)).toBeUndefined();
});

test('limits are quotas below the capacity, and allocations end after the limit on their time', {
  meta: {
    specification: [
      '3.ResourceLimits',
      '3.ResourceLimits.max_cpu_cores',
      '3.ResourceLimits.max_memory_gb',
      '3.ResourceLimits.max_disk_gb',
      '3.ResourceLimits.max_network_mbps',
      '3.ResourceLimits.max_requests_per_minute',
      '3.ResourceLimits.timeout_seconds',
    ],
  },
}, () => {
  const clock = new HandClock();
  const manager = new ResourceManager({
    clock,
    resources: [
      { id: 'c', type: 'cpu', capacity: { cores: 8 }, limits: { maxCpuCores: 2, timeoutSeconds: 10 } },
      { id: 'm', type: 'memory', capacity: { gb: 8 }, limits: { maxMemoryGb: 2 } },
      { id: 'd', type: 'disk', capacity: { gb: 8 }, limits: { maxDiskGb: 2 } },
      { id: 'n', type: 'network', capacity: { mbps: 8 }, limits: { maxNetworkMbps: 2 } },
      { id: 'x', type: 'external_api', capacity: { requests_per_minute: 8 }, limits: { maxRequestsPerMinute: 2 } },
    ],
  });
  for (const key of ['cpu', 'memory', 'disk', 'network', 'external_api']) {
    expect(manager.allocateResources('a', { [key]: 3 })).toBeNull();
    expect(manager.allocateResources('a', { [key]: 2 })).not.toBeNull();
  }
  clock.turn(10);
  expect(manager.getUserAllocations('a').map(({ resourceId }) => resourceId)).toEqual(['m', 'd', 'n', 'x']);
});
