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
    expect(manager.getResourceUsage('cpu')?.utilization).toEqual({ cores: 0 });
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
