import { describe, expect, it } from 'vitest';
import { ResourceManager } from '../src/index.ts';
import { HandClock } from './hand-clock.ts';

describe('what the door shows', () => {
  it('given several resources of a type, then their percentages to a tenth, and the average of those', () => {
    const manager = new ResourceManager({
      resources: [
        { id: 'large', type: 'gpu', capacity: { units: 3 } },
        { id: 'small', type: 'gpu', capacity: { units: 1 } },
        { id: 'cpu', type: 'cpu', capacity: { cores: 8 } },
      ],
    });
    manager.allocateResources('a', { large: 1, small: 1 });
    manager.allocateResources('b', { large: 1 });
    expect(manager.getResourceUsage('large')).toMatchObject({
      utilization: { units: 66.7 },
      currentUsers: 2,
      totalAllocations: 2,
      allocated: { units: 2 },
    });
    expect(manager.getResourceUsage()).toMatchObject({
      totalResources: 3,
      totalAllocations: 3,
      resourcesByType: { gpu: 2, cpu: 1, lock: 0 },
      utilizationSummary: { gpu: 83.4, cpu: 0 },
    });
    expect(Object.keys(manager.getResourceUsage().utilizationSummary).sort()).toEqual(['cpu', 'gpu']);
  });

  it('given something that is closed, then nothing of nothing is in use', () => {
    const manager = new ResourceManager({ resources: [{ id: 'cpu', type: 'cpu', capacity: { cores: 0 } }] });
    expect(manager.getResourceUsage('cpu')).toMatchObject({ utilization: { cores: 0 }, status: 'available' });
  });

  it('given a lock, then readers hold it and leave it available, and a writer has it in use', () => {
    const manager = new ResourceManager({ resources: [{ id: 'lock:db', type: 'lock', capacity: {} }] });
    const view = () => {
      const { status, allocated, currentUsers } = manager.getResourceUsage('lock:db')!;
      return [status, allocated.holders, currentUsers];
    };
    expect([manager.getResourceUsage('lock:db')?.capacity, view()]).toEqual([{ holders: 1 }, ['available', 0, 0]]);
    manager.allocateResources('a', { 'lock:db': { mode: 'read' } });
    expect(view()).toEqual(['available', 1, 1]);
    manager.allocateResources('b', { 'lock:db': { mode: 'read' } });
    expect(view()).toEqual(['available', 1, 2]);
    for (const user of ['a', 'b']) manager.deallocateResources(user);
    manager.allocateResources('c', { 'lock:db': { mode: 'write' } });
    expect(view()).toEqual(['in_use', 1, 1]);
    expect(manager.allocateResources('d', { 'lock:db': { mode: 'read' } })).toBeNull();
  });

  it('given one of several units that is used up, then it is in use', () => {
    const manager = new ResourceManager({ resources: [{ id: 'cpu', type: 'cpu', capacity: { cores: 2, watts: 9 } }] });
    manager.allocateResources('a', { cpu: { cores: 2 } });
    expect(manager.getResourceUsage('cpu')?.status).toBe('in_use');
  });

  it('given two that could serve, then the allocation counts for the one that does', () => {
    const gpus = ['a', 'b'].map((id) => ({ id, type: 'gpu' as const, capacity: { units: 1 } }));
    const manager = new ResourceManager({ resources: gpus });
    manager.allocateResources('user', { gpu: 1 });
    expect(manager.listResources().map(({ totalAllocations }) => totalAllocations)).toEqual([1, 0]);
  });

  it('given less than is held, then it is in use', () => {
    const manager = new ResourceManager({ resources: [{ id: 'cpu', type: 'cpu', capacity: { cores: 4 } }] });
    manager.allocateResources('a', { cpu: 3 });
    expect(manager.getResourceUsage('cpu')?.status).toBe('available');
    manager.setCapacity('cpu', { cores: 2 });
    expect(manager.getResourceUsage('cpu')).toMatchObject({ status: 'in_use', utilization: { cores: 150 } });
  });

  it('given several things that were taken together, then of each what was taken of it, of a lock the lock', () => {
    const clock = new HandClock();
    const manager = new ResourceManager({
      clock,
      resources: [
        { id: 'cpu', type: 'cpu', name: 'The machine', capacity: { cores: 8 } },
        { id: 'api', type: 'external_api', capacity: { requests_per_minute: 60 } },
      ],
    });
    manager.allocateResources('a', { cpu: 2, api: 5, 'lock:db': { mode: 'read' } }, 60);
    const views = manager.getUserAllocations('a');
    expect(views.map(({ resourceId, resourceName, allocated }) => [resourceId, resourceName, allocated])).toEqual([
      ['cpu', 'The machine', { cores: 2 }],
      ['api', 'api', { requests_per_minute: 5 }],
      ['lock:db', 'db', { holders: 1 }],
    ]);
    const times = { allocatedAt: new Date(clock.now()), expiresAt: new Date(clock.now() + 60_000) };
    expect(views).toMatchObject([times, times, times]);
    expect(new Set(views.map(({ fence }) => fence)).size).toBe(1);
  });
});
