import { describe, expect, it } from 'vitest';
import { type ResourceDefinition, ResourceManager } from '../src/index.ts';
import { HandClock } from './hand-clock.ts';

const cpu: ResourceDefinition = { id: 'cpu', type: 'cpu', capacity: { cores: 10 } };
const locks = (count: number): ResourceDefinition[] =>
  Array.from({ length: count }, (_, at) => ({ id: `lock_${at}`, type: 'lock', capacity: {} }));

describe('the health of resources', () => {
  it.each([
    [9, []],
    [9.5, ['cpu is used to 95 % of its cores']],
    [10, ['cpu is used to 100 % of its cores']],
  ])('given a machine of which %d of 10 cores are in use, then it is busy above 90 %%', (cores, issues) => {
    const manager = new ResourceManager({ resources: [cpu] });
    manager.allocateResources('a', { cpu: { cores } });
    expect(manager.healthCheck()).toEqual({
      overallStatus: issues.length === 0 ? 'healthy' : 'degraded',
      timestamp: null,
      issues,
      resources: {
        cpu: {
          status: cores === 10 ? 'in_use' : 'available',
          utilization: { cores: cores * 10 },
          users: 1,
          healthy: issues.length === 0,
        },
      },
    });
  });

  it('given locks that are held and slots that are all taken, then they do what they are for', () => {
    const manager = new ResourceManager({
      clock: new HandClock(),
      resources: [...locks(1), { id: 'slots', type: 'queue', capacity: { slots: 1 } }],
    });
    manager.allocateResources('a', { lock_0: {}, slots: {} });
    expect(manager.healthCheck()).toMatchObject({ overallStatus: 'healthy', timestamp: expect.any(Date), issues: [] });
  });

  it.each(['maintenance', 'unavailable', 'reserved'] as const)(
    'given one that is %s, then it grants nothing',
    (status) => {
      const manager = new ResourceManager({ resources: locks(1) });
      manager.setResourceStatus('lock_0', status);
      expect(manager.healthCheck().issues).toEqual([`lock_0 grants nothing: its status is ${status}`]);
    },
  );

  it('given an id that means something in JavaScript, then it is an id like others', () => {
    const id = '__proto__';
    const manager = new ResourceManager({ resources: [{ id, type: 'lock', capacity: {} }, cpu] });
    expect(Object.keys(manager.healthCheck().resources)).toEqual([id, 'cpu']);
  });

  it('given five issues, then it is unhealthy, and with four degraded', () => {
    const manager = new ResourceManager({ resources: locks(6) });
    const states = [0, 1, 2, 3, 4].map((at) => {
      manager.setResourceStatus(`lock_${at}`, 'maintenance');
      return manager.healthCheck().overallStatus;
    });
    expect(states).toEqual(['degraded', 'degraded', 'degraded', 'degraded', 'unhealthy']);
    expect(manager.healthCheck().resources).toMatchObject({ lock_4: { healthy: false }, lock_5: { healthy: true } });
  });
});
