import { UsageError } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { ResourceManager } from '../src/index.ts';
import { HandClock } from './hand-clock.ts';

const gpu = { id: 'gpu_1', type: 'gpu' as const, capacity: { units: 1 } };

function door(clock = new HandClock()) {
  return { clock, manager: new ResourceManager({ clock, resources: [gpu] }) };
}

describe('a lease', () => {
  test.each([1e-12, 0.0001, 0.001])(
    'is never expired at birth: with a timeout of %d s it is held at first',
    (timeout) => {
      const { clock, manager } = door();
      expect(manager.allocateResources('a', { gpu: 1 }, timeout)).toEqual({ gpu: 'gpu_1' });
      const [lease] = manager.getUserAllocations('a');
      expect(lease!.expiresAt!.getTime()).toBeGreaterThan(lease!.allocatedAt!.getTime());
      expect(manager.allocateResources('b', { gpu: 1 })).toBeNull();
      clock.turn(0.001);
      expect(manager.allocateResources('b', { gpu: 1 })).toEqual({ gpu: 'gpu_1' });
    },
  );

  test('that has expired is given back once, though its user gives it back late', () => {
    const { clock, manager } = door();
    manager.allocateResources('a', { gpu: 1 }, 5);
    const [lease] = manager.getUserAllocations('a');
    clock.turn(5);
    expect(manager.allocateResources('b', { gpu: 1 })).not.toBeNull();
    expect(manager.deallocateResources('a', [lease!.allocationId])).toBe(false);
    expect(manager.renewAllocation('a', lease!.allocationId, 5)).toBe(false);
    expect(manager.getResourceUsage('gpu_1')?.allocated).toEqual({ units: 1 });
  });

  test('whose timer could not call in time is over all the same', () => {
    const { clock, manager } = door();
    manager.allocateResources('a', { gpu: 1 }, 5);
    const [lease] = manager.getUserAllocations('a');
    clock.skip(6);
    expect(manager.renewAllocation('a', lease!.allocationId, 60)).toBe(false);
    expect(manager.getUserAllocations('a')).toEqual([]);
    manager.allocateResources('a', { gpu: 1 }, 5);
    clock.skip(6);
    expect(manager.cleanupExpired()).toBe(1);
    expect(manager.cleanupExpired()).toBe(0);
  });

  test('that is renewed lasts from then on, and only its user renews it', () => {
    const { clock, manager } = door();
    manager.allocateResources('a', { gpu: 1 }, 5);
    const [lease] = manager.getUserAllocations('a');
    clock.turn(4);
    expect(manager.renewAllocation('b', lease!.allocationId, 100)).toBe(false);
    expect(manager.renewAllocation('a', lease!.allocationId, 10)).toBe(true);
    clock.turn(9);
    expect(manager.getUserAllocations('a').length).toBe(1);
    clock.turn(1);
    expect(manager.getUserAllocations('a')).toEqual([]);
    expect(clock.pending).toBe(0);
    expect(() => manager.renewAllocation('a', lease!.allocationId, 0)).toThrow(UsageError);
  });

  test('without a timeout can be given one by renewing it', () => {
    const { clock, manager } = door();
    manager.allocateResources('a', { gpu: 1 });
    const [lease] = manager.getUserAllocations('a');
    expect(lease!.expiresAt).toBeNull();
    expect(manager.renewAllocation('a', lease!.allocationId, 1)).toBe(true);
    clock.turn(1);
    expect(manager.getUserAllocations('a')).toEqual([]);
  });

  test('bears the fence of its grant, which rises', () => {
    const { manager } = door();
    const fences: number[] = [];
    for (let at = 0; at < 3; at++) {
      manager.allocateResources('a', { gpu: 1, 'lock:db': {} });
      const [first, second] = manager.getUserAllocations('a');
      expect(first!.fence).toBe(second!.fence);
      fences.push(first!.fence);
      manager.deallocateResources('a');
    }
    expect(fences).toEqual([1, 2, 3]);
  });

  test('of several resources ends for each at its own time', () => {
    const { clock, manager } = door();
    manager.addResource({ id: 'disk', type: 'disk', capacity: { gb: 10 }, limits: { timeoutSeconds: 3 } });
    manager.allocateResources('a', { gpu: 1, disk: 5 });
    clock.turn(3);
    expect(manager.getUserAllocations('a').map(({ resourceId }) => resourceId)).toEqual(['gpu_1']);
    expect(manager.getResourceUsage('disk')?.allocated).toEqual({ gb: 0 });
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e12])('cannot last %d s', (timeout) => {
    const { manager } = door();
    expect(() => manager.allocateResources('a', { gpu: 1 }, timeout)).toThrow(UsageError);
    expect(manager.getResourceUsage('gpu_1')?.allocated).toEqual({ units: 0 });
  });
});

describe('a refused request', () => {
  test('leaves nothing behind, and its capacity is not freed twice', () => {
    const { manager } = door();
    manager.addResource({ id: 'cpu', type: 'cpu', capacity: { cores: 4 } });
    manager.allocateResources('a', { gpu: 1, cpu: 1 });
    const before = manager.listResources();
    for (const requirements of [
      { cpu: 1, gpu: 1 },
      { cpu: 1, 'lock:x': {}, gpu: 1 },
      { cpu: 1, gpus: 1 },
      { cpu: 1, gpu: -1 },
    ]) {
      expect(manager.allocateResources('b', requirements)).toBeNull();
      expect(manager.deallocateResources('b')).toBe(true);
    }
    expect(manager.listResources()).toEqual(before);
    expect(manager.allocateResources('b', { cpu: 4 })).toBeNull();
    expect(manager.allocateResources('b', { cpu: 3 })).not.toBeNull();
    manager.deallocateResources('a');
    manager.deallocateResources('b');
    expect(manager.listResources().map(({ allocated }) => allocated)).toEqual([{ units: 0 }, { cores: 0 }]);
  });

  test('takes no tokens of a rate', () => {
    const { manager } = door();
    manager.addResource({ id: 'api', type: 'external_api', capacity: { requests_per_minute: 2 } });
    manager.allocateResources('a', { gpu: 1 });
    for (let at = 0; at < 5; at++) manager.allocateResources('b', { api: 1, gpu: 1 });
    expect(manager.getResourceUsage('api')?.allocated).toEqual({ requests_per_minute: 0 });
  });
});

describe('requirements', () => {
  test('are each served by the resource that is told, also where one could serve another', () => {
    const { manager } = door();
    manager.addResource({ id: 'gpu_2', type: 'gpu', capacity: { units: 1 } });
    expect(manager.allocateResources('a', { gpu: 1, gpu_1: 1 })).toEqual({ gpu: 'gpu_2', gpu_1: 'gpu_1' });
  });

  test('may have a mode: readers share, and a reader is not admitted beside a writer', () => {
    const { manager } = door();
    expect(manager.allocateResources('a', { 'file:a': { mode: 'read' } })).not.toBeNull();
    expect(manager.allocateResources('b', { 'file:a': {} })).not.toBeNull();
    expect(manager.allocateResources('c', { 'file:a': { mode: 'write' } })).toBeNull();
    manager.deallocateResources('a');
    manager.deallocateResources('b');
    expect(manager.allocateResources('c', { 'file:a': { mode: 'write' } })).not.toBeNull();
    expect(manager.allocateResources('d', { 'file:a': { mode: 'read' } })).toBeNull();
    expect(manager.allocateResources('d', { 'file:a': { mode: 'exclusive' } })).toBeNull();
    expect(manager.checkRequirements({ 'file:a': { mode: 'append' as never } })).toMatchObject([
      { path: 'requirements.file:a.mode', code: 'unknown_mode' },
    ]);
  });

  test('of nothing are met with nothing', () => {
    const { manager } = door();
    expect(manager.allocateResources('a', {})).toEqual({});
    expect(manager.getUserAllocations('a')).toEqual([]);
    expect(manager.allocateResources('a', null as never)).toBeNull();
  });

  test('of a user without a name are refused', () => {
    const { manager } = door();
    expect(() => manager.allocateResources('', { gpu: 1 })).toThrow(UsageError);
    expect(() => manager.allocateResources('x'.repeat(201), { gpu: 1 })).toThrow(UsageError);
  });
});
