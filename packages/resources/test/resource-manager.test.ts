import { DefinitionError, UsageError } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { defaultResources, Ledger, type Owner, ResourceManager, WaitingLine } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { HandClock } from './hand-clock.ts';

const GB = 2 ** 30;
const resources = defaultResources({ cores: 8, memoryBytes: 16 * GB, diskFreeBytes: 100 * GB });

describe('the resources of a machine', () => {
  test('carry the ids that workflows name, and grant less memory and disk than there is', () => {
    const manager = new ResourceManager({ resources });
    expect(manager.listResources().map(({ id, type, capacity }) => [id, type, capacity])).toEqual([
      ['system_cpu', 'cpu', { cores: 8 }],
      ['system_memory', 'memory', { gb: 16 }],
      ['system_network', 'network', { mbps: 1_000 }],
      ['system_disk', 'disk', { gb: 100 }],
    ]);
    expect(manager.allocateResources('a', { memory: { gb: 13 } })).toBeNull();
    expect(manager.allocateResources('a', { memory: { gb: 12.8 }, disk: { gb: 90 } })).not.toBeNull();
  });

  test('without a disk have none, and a machine without cores is none', () => {
    expect(defaultResources({ cores: 1, memoryBytes: GB }).map(({ id }) => id)).not.toContain('system_disk');
    expect(() => defaultResources({ cores: 0, memoryBytes: GB })).toThrow(UsageError);
  });
});

describe('allocating', () => {
  test('gives the resource of each requirement, and takes everything or nothing', () => {
    const manager = new ResourceManager({ resources });
    expect(manager.allocateResources('task_123', { cpu: { cores: 2 }, memory: { gb: 4 }, disk: { gb: 10 } })).toEqual({
      cpu: 'system_cpu',
      memory: 'system_memory',
      disk: 'system_disk',
    });
    expect(manager.allocateResources('other', { cpu: { cores: 6 }, memory: { gb: 10 } })).toBeNull();
    expect(manager.getResourceUsage('system_cpu')).toEqual({
      resourceId: 'system_cpu',
      name: 'System CPU',
      type: 'cpu',
      status: 'available',
      capacity: { cores: 8 },
      allocated: { cores: 2 },
      utilization: { cores: 25 },
      currentUsers: 1,
      totalAllocations: 1,
    });
  });

  test('names a resource by type, by id or by type and name', () => {
    const manager = new ResourceManager({ resources });
    manager.addResource({ id: 'gpu_1', type: 'gpu', capacity: { units: 1 } });
    expect(manager.allocateResources('a', { cpu: 1, gpu_1: {}, 'lock:db': {}, 'file:a.txt': {} })).toEqual({
      cpu: 'system_cpu',
      gpu_1: 'gpu_1',
      'lock:db': 'lock:db',
      'file:a.txt': 'file:a.txt',
    });
    expect(manager.allocateResources('b', { 'lock:db': {} })).toBeNull();
    expect(manager.allocateResources('b', { 'file:a.txt': {} })).not.toBeNull();
    manager.deallocateResources('a');
    expect(manager.listResources('lock')).toEqual([]);
    expect(manager.allocateResources('b', { gpu: 1 })).toEqual({ gpu: 'gpu_1' });
  });

  test('takes the least used of several', () => {
    const manager = new ResourceManager({
      resources: ['a', 'b'].map((id) => ({ id, type: 'gpu' as const, capacity: { units: 4 } })),
    });
    const taken = [1, 2, 1, 1].map((units) => manager.allocateResources('user', { gpu: { units } })?.gpu);
    expect(taken).toEqual(['a', 'b', 'a', 'a']);
  });

  test('tells what can never be granted, and that is not what is only taken now', () => {
    const manager = new ResourceManager({ resources });
    manager.allocateResources('a', { cpu: 8 });
    expect(manager.checkRequirements({ cpu: { cores: 8 }, 'lock:x': {} })).toEqual([]);
    expect(
      manager.checkRequirements({
        cpus: 1,
        cpu: { cores: 9 },
        memory: { gb: Number.NaN },
        disk: 'all' as never,
        lock: {},
      }),
    ).toMatchObject([
      { path: 'requirements.cpus', code: 'unknown_resource', suggestion: 'did you mean "cpu"?' },
      { path: 'requirements.cpu.cores', code: 'too_much' },
      { path: 'requirements.memory.gb', code: 'invalid_amount' },
      { path: 'requirements.disk', code: 'invalid_amount' },
      { path: 'requirements.lock', code: 'identifier_missing' },
    ]);
    expect(manager.listResources().length).toBe(resources.length);
  });
});

describe('giving back', () => {
  test('all, or the named ones, and only by the user', () => {
    const manager = new ResourceManager({ resources });
    manager.allocateResources('a', { cpu: 2, memory: { gb: 1 } });
    manager.allocateResources('b', { cpu: 1 });
    const [cpu, memory] = manager.getUserAllocations('a');
    expect(manager.deallocateResources('b', [cpu!.allocationId])).toBe(false);
    expect(manager.deallocateResources('a', [cpu!.allocationId])).toBe(true);
    expect(manager.deallocateResources('a', [cpu!.allocationId])).toBe(false);
    expect(manager.getUserAllocations('a')).toEqual([
      {
        allocationId: memory!.allocationId,
        resourceId: 'system_memory',
        resourceName: 'System memory',
        resourceType: 'memory',
        allocated: { gb: 1 },
        allocatedAt: null,
        expiresAt: null,
        fence: 1,
      },
    ]);
    expect(manager.deallocateResources('a')).toBe(true);
    expect(manager.deallocateResources('a')).toBe(true);
    expect(manager.getResourceUsage('system_cpu')?.allocated).toEqual({ cores: 1 });
    expect(manager.getResourceUsage('system_memory')?.allocated).toEqual({ gb: 0 });
  });

  test('happens by itself when the time is over, however long it is', () => {
    const clock = new HandClock();
    const manager = new ResourceManager({ resources, clock });
    manager.allocateResources('short', { cpu: 8 }, 30);
    expect(manager.getUserAllocations('short')).toMatchObject([
      { allocatedAt: new Date(clock.now()), expiresAt: new Date(clock.now() + 30_000) },
    ]);
    clock.turn(29);
    expect(manager.allocateResources('long', { cpu: 8 }, 600)).toBeNull();
    clock.turn(1);
    expect(manager.getUserAllocations('short')).toEqual([]);
    expect(manager.allocateResources('long', { cpu: 8 }, 600)).not.toBeNull();
    clock.turn(599);
    expect(manager.getUserAllocations('long').length).toBe(1);
    clock.turn(1);
    expect(manager.getUserAllocations('long')).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('before the time is over leaves no timer', () => {
    const clock = new HandClock();
    const manager = new ResourceManager({ resources, clock });
    manager.allocateResources('a', { cpu: 1, memory: { gb: 1 } }, 30);
    expect(clock.pending).toBe(1);
    manager.deallocateResources('a');
    expect(clock.pending).toBe(0);
  });

  test('follows the resource’s own limit where no timeout is given', () => {
    const clock = new HandClock();
    const manager = new ResourceManager({ clock });
    manager.addResource({ id: 'gpu_1', type: 'gpu', capacity: { units: 1 }, limits: { timeoutSeconds: 5 } });
    manager.allocateResources('a', { gpu: 1 });
    clock.turn(5);
    expect(manager.getUserAllocations('a')).toEqual([]);
  });

  test('after a time needs a clock and a time', () => {
    expect(() => new ResourceManager({ resources }).allocateResources('a', { cpu: 1 }, 5)).toThrow(UsageError);
    const manager = new ResourceManager({ resources, clock: new HandClock() });
    for (const timeout of [0, -1, Number.NaN])
      expect(() => manager.allocateResources('a', { cpu: 1 }, timeout)).toThrow(UsageError);
  });
});

describe('views', () => {
  test('of all resources together', () => {
    const manager = new ResourceManager({ resources });
    manager.allocateResources('a', { cpu: 4 });
    expect(manager.getResourceUsage()).toEqual({
      totalResources: 4,
      totalAllocations: 1,
      resourcesByType: {
        cpu: 1,
        memory: 1,
        disk: 1,
        network: 1,
        file: 0,
        database: 0,
        external_api: 0,
        gpu: 0,
        queue: 0,
        lock: 0,
        semaphore: 0,
      },
      utilizationSummary: { cpu: 50, memory: 0, disk: 0, network: 0 },
    });
    expect(manager.getResourceUsage('nothing')).toBeUndefined();
  });

  test('by type and status', () => {
    const manager = new ResourceManager({ resources });
    manager.addResource({
      id: 'gpu_1',
      type: 'gpu',
      capacity: { units: 1 },
      status: 'maintenance',
      name: 'GPU',
      tags: ['fast'],
    });
    expect(manager.listResources('gpu')).toEqual([
      {
        id: 'gpu_1',
        name: 'GPU',
        type: 'gpu',
        description: '',
        status: 'maintenance',
        capacity: { units: 1 },
        allocated: { units: 0 },
        limits: {},
        totalAllocations: 0,
        totalUsageTime: 0,
        currentUsers: [],
        reservedFor: null,
        createdAt: null,
        updatedAt: null,
        metadata: {},
        tags: ['fast'],
      },
    ]);
    manager.allocateResources('a', { cpu: 8 });
    expect(manager.listResources(undefined, 'in_use').map(({ id }) => id)).toEqual(['system_cpu']);
    expect(manager.listResources('gpu', 'available')).toEqual([]);
    expect(manager.allocateResources('a', { gpu: 1 })).toBeNull();
  });

  test('a listed resource can be added elsewhere', () => {
    const [cpu] = new ResourceManager({ resources }).listResources('cpu');
    const other = new ResourceManager();
    expect(other.addResource(cpu!)).toBe(true);
    expect(other.addResource(cpu!)).toBe(false);
    expect(() => other.addResource({ id: 'bad', type: 'gpu', capacity: {} })).toThrow(DefinitionError);
  });

  test('of health name what is worn out and what is closed, not what is locked', () => {
    const clock = new HandClock();
    const manager = new ResourceManager({ resources, clock });
    manager.allocateResources('a', { cpu: { cores: 7.5 }, 'lock:db': {} });
    expect(manager.healthCheck()).toMatchObject({
      overallStatus: 'degraded',
      timestamp: new Date(clock.now()),
      resources: {
        system_cpu: { status: 'available', utilization: { cores: 93.8 }, users: 1, healthy: false },
        'lock:db': { status: 'in_use', healthy: true },
      },
      issues: ['system_cpu is used to 93.8 % of its cores'],
    });
    manager.deallocateResources('a');
    expect(manager.healthCheck().overallStatus).toBe('healthy');
    for (let at = 0; at < 5; at++)
      manager.addResource({ id: `gpu_${at}`, type: 'gpu', capacity: { units: 1 }, status: 'unavailable' });
    expect(manager.healthCheck()).toMatchObject({ overallStatus: 'unhealthy', issues: { length: 5 } });
  });
});

test('over a line that others wait in, what users give back is granted on, and they do not jump the queue for ever', () => {
  const ledger = new Ledger([{ id: 'cpu', type: 'cpu', capacity: { cores: 4 } }]);
  const granted: string[] = [];
  const line = new WaitingLine<Owner>({ ledger, onGrant: ({ owner }) => granted.push(owner.label), passLimit: 2 });
  const manager = new ResourceManager({ line });
  manager.allocateResources('user', { cpu: 1 });
  line.ask(compiled(ledger, [{ type: 'cpu', amount: 4 }]), 1, { label: 'task' });
  line.drain();
  expect(manager.allocateResources('user', { cpu: 1 })).not.toBeNull();
  expect(manager.allocateResources('user', { cpu: 1 })).not.toBeNull();
  expect(manager.allocateResources('user', { cpu: 1 })).toBeNull();
  expect(granted).toEqual([]);
  manager.deallocateResources('user');
  expect(granted).toEqual(['task']);
});
