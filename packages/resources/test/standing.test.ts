import { DefinitionError, UsageError } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { Ledger, ResourceManager, standingAllocations } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { HandClock } from './hand-clock.ts';
import { lineOver } from './line-over.ts';

const gpus = ['gpu_1', 'gpu_2'].map((id) => ({ id, type: 'gpu' as const, capacity: { units: 2 } }));

function door() {
  const clock = new HandClock();
  return { clock, manager: new ResourceManager({ clock, resources: gpus }) };
}

describe('a reserved resource', () => {
  test('is granted to nobody but its user, who is granted as much as there is', () => {
    const { manager } = door();
    expect(manager.reserveResource('gpu_1', 'vip')).toBe(true);
    expect(manager.listResources('gpu', 'reserved')).toMatchObject([{ id: 'gpu_1', reservedFor: 'vip' }]);
    expect(manager.allocateResources('a', { gpu_1: 1 })).toBeNull();
    expect(manager.allocateResources('a', { gpu: 1 })).toEqual({ gpu: 'gpu_2' });
    expect(manager.allocateResources('vip', { gpu_1: 2 })).toEqual({ gpu_1: 'gpu_1' });
    expect(manager.allocateResources('vip', { gpu_1: 1 })).toBeNull();
    expect(manager.cancelReservation('gpu_1', 'a')).toBe(false);
    expect(manager.cancelReservation('gpu_1', 'vip')).toBe(true);
    expect(manager.cancelReservation('gpu_1')).toBe(false);
    expect(manager.cancelReservation('gpu_3')).toBe(false);
    manager.deallocateResources('vip');
    expect(manager.allocateResources('a', { gpu_1: 2 })).not.toBeNull();
    manager.deallocateResources('a');
    expect(manager.getResourceUsage('gpu_1')).toMatchObject({ status: 'available', allocated: { units: 0 } });
  });

  test('stays held by those who hold it, and its user gets what they give back', async () => {
    const { manager } = door();
    manager.allocateResources('a', { gpu_1: 2 });
    manager.reserveResource('gpu_1', 'vip');
    const waiting = manager.acquireResources('b', { gpu_1: 1 });
    const vip = manager.acquireResources('vip', { gpu_1: 1 });
    manager.deallocateResources('a');
    expect(await vip).toEqual({ gpu_1: 'gpu_1' });
    expect(manager.getUserAllocations('b')).toEqual([]);
    manager.cancelReservation('gpu_1');
    expect(await waiting).toEqual({ gpu_1: 'gpu_1' });
  });

  test('is so for a time', () => {
    const { manager, clock } = door();
    manager.reserveResource('gpu_1', 'vip', 3_600);
    clock.turn(3_599);
    expect(manager.allocateResources('a', { gpu_1: 1 })).toBeNull();
    clock.turn(1);
    expect(manager.allocateResources('a', { gpu_1: 1 })).not.toBeNull();
    expect(clock.pending).toBe(0);
  });

  test('is granted to those who wait when its time is over, also when no timer could call before', async () => {
    const { manager, clock } = door();
    manager.reserveResource('gpu_1', 'vip', 5);
    const waiting = manager.acquireResources('a', { gpu_1: 1 });
    clock.skip(60);
    clock.turn(0);
    expect(await waiting).toEqual({ gpu_1: 'gpu_1' });
  });

  test('is so for the time that was said last, whoever else asks', () => {
    const { manager, clock } = door();
    manager.reserveResource('gpu_1', 'vip', 5);
    clock.turn(4);
    manager.reserveResource('gpu_1', 'vip', 5);
    expect(manager.reserveResource('gpu_1', 'other', 1)).toBe(false);
    clock.turn(4.9);
    expect(manager.listResources('gpu', 'reserved')).toMatchObject([{ reservedFor: 'vip' }]);
    clock.turn(0.1);
    expect(manager.listResources('gpu', 'reserved')).toEqual([]);
    manager.reserveResource('gpu_1', 'vip', 5);
    manager.reserveResource('gpu_1', 'vip');
    clock.turn(100);
    expect([manager.listResources('gpu', 'reserved').length, clock.pending]).toEqual([1, 0]);
  });

  test.each<[string, (manager: ResourceManager) => void]>([
    ['cancelled', (manager) => manager.cancelReservation('gpu_1')],
    ['opened', (manager) => manager.setResourceStatus('gpu_1', 'available')],
    [
      'removed and added again',
      (manager) => {
        expect(manager.removeResource('gpu_1')).toBe(true);
        expect(manager.addResource(gpus[0]!)).toBe(true);
      },
    ],
  ])('that was %s can be reserved by another, for whom the time of the first means nothing', (_, end) => {
    const { manager, clock } = door();
    manager.reserveResource('gpu_1', 'vip', 5);
    end(manager);
    expect([clock.pending, manager.reserveResource('gpu_1', 'other')]).toEqual([0, true]);
    clock.turn(10);
    expect(manager.listResources('gpu', 'reserved')).toMatchObject([{ reservedFor: 'other' }]);
  });

  test('cannot be reserved for another, nor while it is not granted from', () => {
    const { manager } = door();
    manager.reserveResource('gpu_1', 'vip');
    expect(manager.reserveResource('gpu_1', 'other')).toBe(false);
    expect(manager.reserveResource('gpu_1', 'vip', 5)).toBe(true);
    manager.setResourceStatus('gpu_2', 'maintenance');
    expect(manager.reserveResource('gpu_2', 'vip')).toBe(false);
    expect(() => manager.reserveResource('gpu_3', 'vip')).toThrow(UsageError);
    expect(() => manager.reserveResource('gpu_1', 'vip', Number.NaN)).toThrow(UsageError);
    manager.setResourceStatus('gpu_1', 'available');
    expect(manager.allocateResources('other', { gpu_1: 1 })).not.toBeNull();
  });

  test('shows in what others wait for', () => {
    const ledger = new Ledger(gpus);
    const { line, ask } = lineOver(ledger);
    ledger.reserve('gpu_1', 'vip');
    const ticket = ask(compiled(ledger, [{ type: 'gpu', identifier: 'gpu_1' }]), 'a');
    line.drain();
    expect(line.waitsFor(ticket)).toMatchObject([{ resource: 'gpu_1', wanted: 1, free: 2, keptFor: 'vip' }]);
  });

  test('lets its user wait for rates of it', () => {
    const { manager, clock } = door();
    manager.addResource({ id: 'api', type: 'external_api', capacity: { requests_per_second: 1 } });
    manager.reserveResource('api', 'vip');
    const done: string[] = [];
    void manager.acquireResources('vip', { api: 1 }).then(() => done.push('first'));
    const second = manager.acquireResources('vip', { api: 1 });
    clock.turn(1);
    return expect(second).resolves.toEqual({ api: 'api' });
  });
});

describe('a status', () => {
  test.each(['reserved', 'maintenance', 'unavailable'] as const)(
    '%s grants nothing new, and what is held stays held',
    async (status) => {
      const { manager } = door();
      manager.allocateResources('a', { gpu_1: 1 });
      manager.setResourceStatus('gpu_1', status);
      expect(manager.allocateResources('b', { gpu_1: 1 })).toBeNull();
      expect(manager.getUserAllocations('a').length).toBe(1);
      expect(manager.getResourceUsage('gpu_1')?.status).toBe(status);
      const waiting = manager.acquireResources('b', { gpu_1: 2 });
      manager.deallocateResources('a');
      expect(manager.getUserAllocations('b')).toEqual([]);
      manager.setResourceStatus('gpu_1', 'available');
      expect(await waiting).toEqual({ gpu_1: 'gpu_1' });
      expect(manager.getResourceUsage('gpu_1')?.status).toBe('in_use');
    },
  );

  test('that is none is refused', () => {
    const { manager } = door();
    expect(() => manager.setResourceStatus('gpu_1', 'broken' as never)).toThrow(DefinitionError);
  });
});

describe('changing a resource', () => {
  test('more capacity is granted to those who wait; less takes nothing away', async () => {
    const { manager } = door();
    manager.allocateResources('a', { gpu_1: 2 });
    const waiting = manager.acquireResources('b', { gpu_1: 1 });
    manager.setCapacity('gpu_1', { units: 3 });
    expect(await waiting).toEqual({ gpu_1: 'gpu_1' });
    manager.setCapacity('gpu_1', { units: 1 });
    expect(manager.getResourceUsage('gpu_1')).toMatchObject({ capacity: { units: 1 }, allocated: { units: 3 } });
    manager.deallocateResources('a');
    expect(manager.allocateResources('c', { gpu_1: 1 })).toBeNull();
    manager.deallocateResources('b');
    expect(manager.allocateResources('c', { gpu_1: 1 })).not.toBeNull();
  });

  test.each([
    [{ units: -1 }, DefinitionError],
    [{ units: Number.NaN }, DefinitionError],
    [{ units: Number.POSITIVE_INFINITY }, DefinitionError],
    [{ units: '2' as never }, DefinitionError],
    [{ cores: 1 }, UsageError],
  ])('a capacity of %j is refused', (capacity, kind) => {
    const { manager } = door();
    expect(() => manager.setCapacity('gpu_1', capacity as never)).toThrow(kind);
    expect(manager.getResourceUsage('gpu_1')?.capacity).toEqual({ units: 2 });
  });

  test.each([
    [{ maxConcurrentUsers: 0 }, 'invalid_limit'],
    [{ maxConcurrentUsers: 1.5 }, 'invalid_limit'],
    [{ maxRequestsPerMinute: Number.POSITIVE_INFINITY }, 'invalid_limit'],
    [{ timeoutSeconds: Number.NaN }, 'invalid_limit'],
    [{ max_users: 1 }, 'unknown_limit'],
  ])('limits of %j are refused', (limits, code) => {
    const { manager } = door();
    expect(() => manager.updateResource('gpu_1', { limits: limits as never })).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ code })] }),
    );
  });

  test('what is said of it is changed at once, what it counts only while nothing is held', () => {
    const { manager, clock } = door();
    manager.allocateResources('a', { gpu_1: 1 });
    clock.skip(10);
    manager.updateResource('gpu_1', { name: 'Fast', description: 'one', tags: ['x'], metadata: { rack: 1 } });
    expect(manager.listResources('gpu')[0]).toMatchObject({
      name: 'Fast',
      description: 'one',
      tags: ['x'],
      metadata: { rack: 1 },
      createdAt: new Date(clock.now() - 10_000),
      updatedAt: new Date(clock.now()),
    });
    expect(() => manager.updateResource('gpu_1', { limits: { maxConcurrentUsers: 1 } })).toThrow(UsageError);
    expect(() => manager.updateResource('gpu_1', { capacity: { gb: 8 } })).toThrow(UsageError);
    expect(manager.removeResource('gpu_1')).toBe(false);
    manager.deallocateResources('a');
    manager.updateResource('gpu_1', { limits: { maxConcurrentUsers: 1 }, capacity: { units: 2, gb: 8 } });
    expect(manager.listResources('gpu').find(({ id }) => id === 'gpu_1')).toMatchObject({
      capacity: { units: 2, gb: 8 },
      totalAllocations: 1,
      totalUsageTime: 10,
      createdAt: new Date(clock.now() - 10_000),
    });
    manager.allocateResources('a', { gpu_1: 1 });
    expect(manager.allocateResources('b', { gpu_1: 1 })).toBeNull();
    manager.updateResource('gpu_1', { limits: { maxConcurrentUsers: 2 } });
    expect(manager.allocateResources('b', { gpu_1: 1 })).not.toBeNull();
    expect(manager.removeResource('gpu_2')).toBe(true);
    expect(manager.removeResource('gpu_2')).toBe(false);
  });

  test('how long it was held is counted when it is given back, once for each grant', () => {
    const { manager, clock } = door();
    manager.allocateResources('a', { gpu_1: 1 });
    manager.allocateResources('b', { gpu_1: 1, 'lock:x': {} });
    clock.skip(30);
    manager.deallocateResources('a');
    clock.skip(30);
    manager.deallocateResources('b');
    expect(manager.listResources('gpu').map(({ totalUsageTime }) => totalUsageTime)).toEqual([90, 0]);
  });
});

describe('everything that is held', () => {
  test('is told newest first, of all or of one user, for whom a run stands for its tasks', () => {
    const ledger = new Ledger([...gpus, { id: 'cpu', type: 'cpu', name: 'The machine', capacity: { cores: 4 } }]);
    const take = (label: string, ...requests: Parameters<Ledger['compile']>[0]) =>
      ledger.tryTake(compiled(ledger, requests), { label })!;
    const load = take('run 7 / load', { type: 'gpu', amount: 2 }, { type: 'lock', identifier: 'db', mode: 'write' });
    const others = ['run 7', 'run 70 / load', 'run 7 load'].map((label) => take(label, { type: 'cpu' }));
    expect(standingAllocations(ledger).map(({ userId }) => userId)).toEqual([
      'run 7 load',
      'run 70 / load',
      'run 7',
      'run 7 / load',
      'run 7 / load',
    ]);
    expect(standingAllocations(ledger, 'run 7')).toEqual([
      {
        allocationId: String(others[0]!.fence),
        userId: 'run 7',
        resourceId: 'cpu',
        resourceName: 'The machine',
        resourceType: 'cpu',
        allocated: { cores: 1 },
        mode: null,
      },
      {
        allocationId: String(load.fence),
        userId: 'run 7 / load',
        resourceId: 'gpu_1',
        resourceName: 'gpu_1',
        resourceType: 'gpu',
        allocated: { units: 2 },
        mode: null,
      },
      {
        allocationId: String(load.fence),
        userId: 'run 7 / load',
        resourceId: 'lock:db',
        resourceName: 'db',
        resourceType: 'lock',
        allocated: {},
        mode: 'write',
      },
    ]);
    expect(standingAllocations(ledger, 'nobody')).toEqual([]);
  });
});

describe('one allocation of a type', () => {
  test('is taken, seen and given back once', () => {
    const { manager } = door();
    manager.addResource({ id: 'cpu', type: 'cpu', capacity: { cores: 4 } });
    expect(manager.checkAvailability('cpu', 4)).toBe(true);
    const allocation = manager.allocateResource('cpu', 3);
    expect(allocation).toMatchObject({ resourceId: 'cpu', allocated: { cores: 3 }, expiresAt: null, metadata: {} });
    expect(manager.checkAvailability('cpu')).toBe(true);
    expect(manager.checkAvailability('cpu', 2)).toBe(false);
    expect(manager.checkAvailability('cpu', 5)).toBe(false);
    expect(manager.checkAvailability('memory')).toBe(false);
    expect(() => manager.checkAvailability('cpu', Number.NaN)).toThrow(DefinitionError);
    expect(() => manager.allocateResource('cpu', 2)).toThrow(expect.objectContaining({ code: 'RESOURCE_UNAVAILABLE' }));
    expect(() => manager.allocateResource('cpu', 5)).toThrow(DefinitionError);
    expect(manager.releaseResource(allocation)).toBe(true);
    expect(manager.releaseResource(allocation)).toBe(false);
    expect(manager.allocateResource('cpu').allocated).toEqual({ cores: 1 });
  });
});
