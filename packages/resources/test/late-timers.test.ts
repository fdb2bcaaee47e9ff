import { describe, expect, it } from 'vitest';
import { ResourceManager } from '../src/index.ts';
import { HandClock } from './hand-clock.ts';

/** A GPU that was taken for ten seconds, twenty seconds ago, in a process that was too busy for its timers. */
function busy() {
  const clock = new HandClock();
  const manager = new ResourceManager({
    clock,
    resources: [{ id: 'gpu_1', type: 'gpu', capacity: { units: 2 } }],
  });
  manager.allocateResources('a', { gpu_1: 2 }, 10);
  clock.skip(20);
  return { clock, manager };
}

describe('an allocation whose time is over, though no timer could call', () => {
  it.each<[string, (manager: ResourceManager) => unknown, unknown]>([
    ['the usage of the resource', (door) => door.getResourceUsage('gpu_1')?.allocated, { units: 0 }],
    ['the usage of all', (door) => door.getResourceUsage().utilizationSummary, { gpu: 0 }],
    ['the list', (door) => door.listResources('gpu', 'available').length, 1],
    ['what its user holds', (door) => door.getUserAllocations('a'), []],
    ['what could be had', (door) => door.checkAvailability('gpu', 2), true],
    ['what is had', (door) => door.allocateResources('b', { gpu_1: 2 }), { gpu_1: 'gpu_1' }],
    ['its end by hand', (door) => door.deallocateResources('a', ['allocation-1']), false],
    ['its renewal', (door) => door.renewAllocation('a', 'allocation-1', 10), false],
    ['the cleaning up', (door) => [door.cleanupExpired(), door.cleanupExpired()], [1, 0]],
    ['the removal of the resource', (door) => door.removeResource('gpu_1'), true],
    ['health', (door) => door.healthCheck().resources.gpu_1?.users, 0],
    ['the history', (door) => door.getUsageHistory('gpu_1').at(-1)?.held, { units: 0 }],
    ['the history of all', (door) => door.getUsageHistory().gpu_1?.at(-1)?.held, { units: 0 }],
    ['analytics', (door) => door.getResourceAnalytics('gpu_1')?.seconds, 20],
    ['analytics of all', (door) => door.getResourceAnalytics().gpu_1?.seconds, 20],
    ['a change of what it counts', (door) => door.updateResource('gpu_1', { capacity: { gb: 8 } }), undefined],
  ])('is over for %s', (_, look, expected) => {
    expect(look(busy().manager)).toEqual(expected);
  });

  it('is over for who waits, whoever looks', async () => {
    const clock = new HandClock();
    const looks: ((door: ResourceManager) => unknown)[] = [
      (door) => expect(door.getWaitForGraph().waits).toEqual([]),
      (door) => door.setCapacity('gpu_1', { units: 3 }),
      (door) => door.setResourceStatus('gpu_1', 'available'),
      (door) => door.cancelReservation('gpu_1'),
      (door) => expect(door.addResource({ id: 'gpu_2', type: 'gpu', capacity: { units: 1 } })).toBe(true),
      (door) => door.reserveResource('gpu_1', 'b'),
    ];
    for (const look of looks) {
      const door = new ResourceManager({ clock, resources: [{ id: 'gpu_1', type: 'gpu', capacity: { units: 2 } }] });
      door.allocateResources('a', { gpu_1: 2 }, 10);
      const waiting = door.acquireResources('b', { gpu_1: 1 });
      clock.skip(20);
      look(door);
      expect(await waiting).toEqual({ gpu_1: 'gpu_1' });
    }
  });

  it('is over for a monitor', async () => {
    const { manager } = busy();
    const monitor = manager.monitorResources();
    const { value } = await monitor.next();
    expect(value?.resources.gpu_1?.allocated).toEqual({ units: 0 });
    await monitor.return();
  });
});

describe('the times of a resource', () => {
  it('are those of its adding and of its last change, whenever time was told last', () => {
    const clock = new HandClock();
    const manager = new ResourceManager({ clock, resources: [{ id: 'a', type: 'lock', capacity: {} }] });
    const start = clock.now();
    clock.skip(10);
    expect(manager.addResource({ id: 'b', type: 'lock', capacity: {} })).toBe(true);
    clock.skip(10);
    expect(manager.addResource({ id: 'b', type: 'queue', capacity: { slots: 1 } })).toBe(false);
    manager.updateResource('b', { name: 'B' });
    clock.skip(10);
    const at = (seconds: number): Date => new Date(start + seconds * 1_000);
    expect(manager.listResources()).toMatchObject([
      { id: 'a', type: 'lock', createdAt: at(0), updatedAt: at(0) },
      { id: 'b', type: 'lock', name: 'B', createdAt: at(10), updatedAt: at(20) },
    ]);
  });
});
