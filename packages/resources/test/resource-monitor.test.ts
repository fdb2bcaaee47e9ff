import { getEventListeners } from 'node:events';
import { UsageError } from '@codomyrmex/core';
import { describe, expect, it } from 'vitest';
import { type MonitorOptions, ResourceManager, type ResourceReport, waitForText } from '../src/index.ts';
import { HandClock } from './hand-clock.ts';

function monitored(options: MonitorOptions = {}) {
  const clock = new HandClock();
  const manager = new ResourceManager({
    clock,
    resources: [
      { id: 'cpu', type: 'cpu', capacity: { cores: 10 } },
      { id: 'db', type: 'lock', capacity: {} },
    ],
  });
  const start = clock.now();
  const monitor = manager.monitorResources({ intervalSeconds: 1, ...options });
  const report = async (): Promise<ResourceReport> => {
    const { value } = await monitor.next();
    if (value === undefined) throw new Error('the monitor has ended');
    return value;
  };
  const kinds = (alerts: ResourceReport['alerts']): string[] =>
    alerts.map(({ resource, kind }) => `${resource} ${kind}`);
  return { clock, manager, monitor, report, kinds, start };
}

const specification = [
  '1.ResourceManager.monitor_resources',
  '1.guideline.resources.monitoring_and_alerts',
  '2.guideline.resources.utilization',
];

describe('monitoring resources', () => {
  it('given usage that crosses a threshold, then an alert is raised once, stays, and is cleared once', {
    meta: { specification },
  }, async () => {
    const { clock, manager, report, kinds, monitor, start } = monitored({ thresholds: { above: 80, margin: 10 } });
    const first = await report();
    expect(first).toMatchObject({ timestamp: new Date(start), alerts: [], raised: [], cleared: [] });
    expect(first.resources.cpu).toEqual(manager.getResourceUsage('cpu'));
    const use = async (cores: number): Promise<ResourceReport> => {
      manager.deallocateResources('a');
      manager.allocateResources('a', { cpu: { cores } });
      clock.turn(1);
      return report();
    };
    expect((await use(8)).alerts).toEqual([]);
    const raised = await use(9);
    expect(raised.raised).toEqual([
      { resource: 'cpu', unit: 'cores', kind: 'above', value: 90, threshold: 80, since: new Date(start + 2_000) },
    ]);
    const within = await use(7.5);
    expect(kinds(within.alerts)).toEqual(['cpu above']);
    expect(within.alerts[0]).toMatchObject({ value: 75, since: new Date(start + 2_000) });
    expect([within.raised, within.cleared]).toEqual([[], []]);
    const cleared = await use(7);
    expect([kinds(cleared.alerts), kinds(cleared.cleared)]).toEqual([[], ['cpu above']]);
    expect((await use(7.5)).alerts).toEqual([]);
    await monitor.return();
  });

  it('given too little use, a resource out of order and somebody who waits for long, then each is told', async () => {
    const { clock, manager, report, kinds, monitor } = monitored({
      thresholds: { waitingSeconds: 3, resources: { cpu: { below: 20 } } },
    });
    manager.allocateResources('holder', { 'lock:x': {} });
    const waiting = manager.acquireResources('waiter', { 'lock:x': {} });
    expect(kinds((await report()).alerts)).toEqual(['cpu below', 'lock:x above']);
    clock.turn(4);
    manager.setResourceStatus('db', 'maintenance');
    clock.turn(1);
    const later = await report();
    expect(kinds(later.raised)).toEqual(['db unavailable', 'lock:x waiting_long']);
    expect(later.alerts.at(-1)).toMatchObject({ unit: 'seconds', value: 5, threshold: 3 });
    manager.deallocateResources('holder');
    await waiting;
    clock.turn(1);
    expect(kinds((await report()).cleared)).toEqual(['lock:x waiting_long']);
    await monitor.return();
  });

  it('given usage at its bounds, then it has to be beyond them to raise an alert, and well within to end it', async () => {
    const { clock, manager, report, kinds, monitor } = monitored({ thresholds: { below: 20 } });
    const use = async (cores: number): Promise<string[]> => {
      manager.deallocateResources('a');
      manager.allocateResources('a', { cpu: { cores } });
      clock.turn(1);
      const { raised, cleared } = await report();
      return [...kinds(raised).map((kind) => `raised ${kind}`), ...kinds(cleared).map((kind) => `cleared ${kind}`)];
    };
    expect(kinds((await report()).raised)).toEqual(['cpu below', 'db below']);
    expect(await use(2.4)).toEqual([]);
    expect(await use(2.5)).toEqual(['cleared cpu below']);
    expect(await use(2)).toEqual([]);
    expect(await use(1.9)).toEqual(['raised cpu below']);
    expect(await use(9)).toEqual(['cleared cpu below']);
    expect(await use(9.1)).toEqual(['raised cpu above']);
    expect(await use(8.6)).toEqual([]);
    expect(await use(8.5)).toEqual(['cleared cpu above']);
    await monitor.return();
  });

  it('given one that is reserved, then it does what was asked of it, and one that is unavailable does not', async () => {
    const { manager, report, monitor } = monitored();
    manager.reserveResource('db', 'anna');
    manager.setResourceStatus('cpu', 'unavailable');
    expect((await report()).alerts).toMatchObject([
      { resource: 'cpu', unit: null, kind: 'unavailable', value: null, threshold: null },
    ]);
    await monitor.return();
  });

  it('given several who wait, then it is told how long the first of them does, once that is longer than was said', async () => {
    const { clock, manager, report, monitor } = monitored({
      // A name that every object has is a resource like others.
      thresholds: { above: 100, waitingSeconds: 3, resources: { constructor: { above: 0 } } },
    });
    manager.addResource({ id: 'constructor', type: 'queue', capacity: { slots: 2 } });
    manager.allocateResources('holder', { 'lock:x': {}, 'lock:y': {}, constructor: {} });
    const stop = new AbortController();
    const wait = (user: string) =>
      manager.acquireResources(user, { 'lock:x': {}, 'lock:y': {} }, { signal: stop.signal });
    const waits = [wait('first')];
    clock.turn(2);
    waits.push(wait('second'));
    expect((await report()).alerts).toMatchObject([{ resource: 'constructor', value: 50, threshold: 0 }]);
    clock.turn(1);
    expect((await report()).raised).toEqual([]);
    clock.turn(1);
    expect((await report()).raised).toMatchObject([
      { resource: 'lock:x', kind: 'waiting_long', value: 4 },
      { resource: 'lock:y', kind: 'waiting_long', value: 4 },
    ]);
    stop.abort();
    await Promise.allSettled(waits);
    await monitor.return();
  });

  it('given no interval, then it is five seconds; and one of a hundredth and of a day are intervals', async () => {
    const { clock, manager } = monitored();
    const monitor = manager.monitorResources();
    await monitor.next();
    let isTold = false;
    const next = monitor.next().then(() => {
      isTold = true;
    });
    clock.turn(4.9);
    await Promise.resolve();
    expect(isTold).toBe(false);
    clock.turn(0.1);
    await next;
    await monitor.return();
    for (const intervalSeconds of [0.01, 86_400]) expect(manager.monitorResources({ intervalSeconds })).toBeDefined();
    for (const intervalSeconds of [0.009, 86_401]) {
      expect(() => manager.monitorResources({ intervalSeconds })).toThrow(UsageError);
    }
  });

  it('given that it has ended, then it listens to its signal no more', async () => {
    const stop = new AbortController();
    const { monitor } = monitored({ signal: stop.signal });
    await monitor.next();
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
    expect(await monitor.return()).toEqual({ done: true, value: undefined });
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('given a slow reader, then it gets the newest report, told against the one that it read last', async () => {
    const { clock, manager, report, kinds, monitor, start } = monitored();
    await report();
    manager.allocateResources('a', { cpu: { cores: 10 } });
    clock.turn(5);
    manager.allocateResources('b', { db: {} });
    clock.turn(5);
    const newest = await report();
    expect(newest.timestamp).toEqual(new Date(start + 10_000));
    expect(kinds(newest.raised)).toEqual(['cpu above', 'db above']);
    manager.deallocateResources('b');
    clock.turn(1);
    manager.allocateResources('b', { db: {} });
    clock.turn(1);
    expect(await report()).toMatchObject({ raised: [], cleared: [] });
    await monitor.return();
  });

  it('given readers that wait, then each interval serves one, and the end serves all', async () => {
    const { clock, monitor } = monitored();
    await monitor.next();
    const [one, two] = [monitor.next(), monitor.next()];
    clock.turn(1);
    expect((await one).done).toBe(false);
    await monitor.return();
    expect(await two).toEqual({ done: true, value: undefined });
    expect(clock.pending).toBe(0);
    expect(await monitor.next()).toEqual({ done: true, value: undefined });
  });

  it('given a signal, then the loop ends and no timer is left', async () => {
    const stop = new AbortController();
    const { clock, monitor } = monitored({ signal: stop.signal });
    let reports = 0;
    for await (const { timestamp } of monitor) {
      expect(timestamp).toBeInstanceOf(Date);
      reports += 1;
      if (reports === 3) stop.abort();
      else clock.turn(1);
    }
    expect([reports, clock.pending]).toEqual([3, 0]);
    expect(await monitored({ signal: AbortSignal.abort() }).monitor.next()).toEqual({ done: true, value: undefined });
  });

  it('given a loop that is left, then no timer is left; and a monitor that nobody reads sets none', async () => {
    const { clock, monitor } = monitored();
    expect(clock.pending).toBe(0);
    for await (const _ of monitor) break;
    expect(clock.pending).toBe(0);
  });

  it('given no clock or an interval that is none, then it is refused', () => {
    expect(() => new ResourceManager().monitorResources()).toThrow(UsageError);
    const manager = new ResourceManager({ clock: new HandClock() });
    for (const intervalSeconds of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => manager.monitorResources({ intervalSeconds })).toThrow(UsageError);
    }
  });
});

describe('the door looks back and around', () => {
  it('given grants, then history and analytics tell of them, of one resource or of all', {
    meta: { specification: ['2.guideline.resources.analytics', '4.ResourceManager.feature.usage'] },
  }, () => {
    const { clock, manager, start } = monitored();
    manager.allocateResources('a', { cpu: { cores: 5 } });
    clock.turn(10);
    manager.deallocateResources('a');
    clock.turn(10);
    expect(manager.getResourceAnalytics('cpu')).toMatchObject({
      meanUtilization: { cores: 25 },
      peakUtilization: { cores: 50 },
      grants: 1,
      topUsers: [{ user: 'a', seconds: 10 }],
    });
    expect(manager.getResourceAnalytics('nothing')).toBeUndefined();
    expect(Object.keys(manager.getResourceAnalytics())).toEqual(['cpu', 'db']);
    expect(manager.getUsageHistory('cpu').map(({ held }) => held.cores)).toEqual([5, 0]);
    expect(manager.getUsageHistory(undefined, { since: new Date(start + 1) }).cpu).toHaveLength(1);
  });

  it('given two users who each hold what the other waits for, then the door shows it', {
    meta: { specification: ['4.ResourceManager.feature.contention'] },
  }, async () => {
    const { clock, manager } = monitored();
    const stop = new AbortController();
    for (const user of ['a', 'b']) manager.allocateResources(user, { [`lock:${user}`]: {} });
    const waits = [
      manager.acquireResources('a', { 'lock:b': {} }, { signal: stop.signal }),
      manager.acquireResources('b', { 'lock:a': {} }, { signal: stop.signal }),
    ];
    clock.turn(14);
    expect(waitForText(manager.getWaitForGraph())).toEqual([
      'a waits 14 s for exclusive(lock:b), held by b',
      'b waits 14 s for exclusive(lock:a), held by a',
    ]);
    expect(manager.findDeadlock()).toEqual({ cycle: ['a', 'b'], stuck: ['a', 'b'] });
    stop.abort(new Error('enough'));
    await expect(Promise.all(waits)).rejects.toThrow('enough');
    expect(manager.findDeadlock()).toBeUndefined();
  });

  it('given what a user holds, then it is reported beside what there is', {
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
    const { manager, start } = monitored();
    manager.allocateResources('other', { cpu: { cores: 3 } });
    manager.allocateResources('a', { cpu: { cores: 2 } });
    expect(manager.getAllocationReports('a')).toEqual([
      {
        resourceType: 'cpu',
        allocatedAmount: 2,
        totalCapacity: 10,
        utilizationPercentage: 50,
        allocationTime: new Date(start),
      },
    ]);
    expect(manager.getAllocationReports('nobody')).toEqual([]);
  });

  it('given a capacity below what is held, then health says so', {
    meta: { specification: ['3.ResourceManager.health_check', '3.ResourceManager.health_check->issues'] },
  }, () => {
    const { manager } = monitored();
    manager.allocateResources('a', { cpu: { cores: 6 } });
    expect(manager.healthCheck().overallStatus).toBe('healthy');
    manager.setCapacity('cpu', { cores: 4 });
    expect(manager.healthCheck()).toMatchObject({
      overallStatus: 'degraded',
      issues: ['cpu has 6 cores held and only 4 in all'],
      resources: { cpu: { healthy: false } },
    });
  });
});
