import { DefinitionError, UsageError } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { ResourceManager } from '../src/index.ts';
import { HandClock } from './hand-clock.ts';

const cpu = { id: 'cpu', type: 'cpu' as const, capacity: { cores: 4 } };
const api = { id: 'api', type: 'external_api' as const, capacity: { requests_per_minute: 60 } };

function door() {
  const clock = new HandClock();
  const manager = new ResourceManager({ clock, resources: [cpu, api] });
  const order: string[] = [];
  const acquire = (user: string, cores: number, options = {}): Promise<unknown> =>
    manager.acquireResources(user, { cpu: cores }, options).then((resources) => {
      order.push(user);
      return resources;
    });
  return { clock, manager, order, acquire };
}

describe('acquiring', () => {
  test('given enough, then it is had at once, with a lease', async () => {
    const { manager, clock, acquire } = door();
    expect(await acquire('a', 2, { timeout: 10, metadata: { why: 'test' } })).toEqual({ cpu: 'cpu' });
    expect(manager.getUserAllocations('a')).toMatchObject([{ allocated: { cores: 2 }, fence: 1 }]);
    clock.turn(10);
    expect(manager.getUserAllocations('a')).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('given not enough, then it waits in the line, first come first served', async () => {
    const { manager, order, acquire } = door();
    manager.allocateResources('holder', { cpu: 4 });
    const waiting = ['a', 'b', 'c'].map((user) => acquire(user, 4));
    for (const user of ['holder', 'a', 'b', 'c']) {
      manager.deallocateResources(user);
      await Promise.resolve();
    }
    await Promise.all(waiting);
    expect(order).toEqual(['a', 'b', 'c']);
  });

  test('given priorities, then the higher goes first', async () => {
    const { manager, acquire } = door();
    manager.allocateResources('holder', { cpu: 4 });
    const waiting = (['low', 'normal', 'high', 'critical'] as const).map((priority) =>
      acquire(priority, 1, { priority }),
    );
    manager.deallocateResources('holder');
    await Promise.all(waiting);
    const fences = ['critical', 'high', 'normal', 'low'].map((user) => manager.getUserAllocations(user)[0]?.fence);
    expect(fences).toEqual([2, 3, 4, 5]);
  });

  test('given a wait that is too long, then it is refused with what was lacking and nothing is left behind', async () => {
    const { manager, clock, acquire } = door();
    manager.allocateResources('holder', { cpu: 3 });
    const waiting = acquire('a', 2, { waitSeconds: 100 }).catch((error: unknown) => error);
    const behind = acquire('b', 1);
    await behind;
    clock.turn(100);
    expect(await waiting).toMatchObject({
      code: 'RESOURCE_UNAVAILABLE',
      message: 'a waited 100 s in vain for 2 cores of cpu, held by b, holder',
      details: { shortages: [{ resource: 'cpu', wanted: 2, free: 0 }] },
    });
    expect(clock.pending).toBe(0);
    manager.deallocateResources('b');
    expect(manager.allocateResources('c', { cpu: 1 })).not.toBeNull();
  });

  test('given no time to wait, then it is had now or refused', async () => {
    const { manager, acquire } = door();
    expect(await acquire('a', 4, { waitSeconds: 0 })).toEqual({ cpu: 'cpu' });
    await expect(acquire('b', 1, { waitSeconds: 0 })).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' });
    manager.deallocateResources('a');
    expect(manager.getResourceUsage('cpu')?.allocated).toEqual({ cores: 0 });
  });

  test('given a signal, then it ends the waiting and what was granted is kept', async () => {
    const { manager, acquire } = door();
    const controller = new AbortController();
    const { signal } = controller;
    await acquire('a', 4, { signal });
    const waiting = acquire('b', 1, { signal });
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(acquire('c', 1, { signal })).rejects.toThrow('enough');
    expect(manager.getUserAllocations('a').length).toBe(1);
    manager.deallocateResources('a');
    expect(manager.getResourceUsage('cpu')?.allocated).toEqual({ cores: 0 });
  });

  test('given a rate that is used up, then the clock brings it, one after another', async () => {
    const { manager, clock } = door();
    const order: number[] = [];
    manager.allocateResources('burst', { api: 60 });
    const waiting = [10, 20, 5].map((requests) =>
      manager.acquireResources(`${requests}`, { api: requests }).then(() => order.push(requests)),
    );
    clock.turn(4);
    await Promise.resolve();
    expect(order).toEqual([]);
    clock.turn(60);
    await Promise.all(waiting);
    expect(order).toEqual([5, 10, 20]);
    expect(clock.pending).toBe(0);
  });

  test('given a lease that expires, then the next is granted by the clock alone', async () => {
    const { manager, clock, acquire } = door();
    manager.allocateResources('a', { cpu: 4 }, 5);
    const waiting = acquire('b', 4);
    clock.turn(5);
    expect(await waiting).toEqual({ cpu: 'cpu' });
  });

  test('given what can never be granted or is none, then it is refused with all the reasons', async () => {
    const { manager, acquire } = door();
    await expect(manager.acquireResources('a', { cpu: 5, gpus: 1 })).rejects.toBeInstanceOf(DefinitionError);
    await expect(acquire('a', 5)).rejects.toThrow('requirements.cpu: "cpu" never has 5 cores, only 4');
    await expect(acquire('a', 1, { priority: 'urgent' })).rejects.toBeInstanceOf(UsageError);
    for (const waitSeconds of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(acquire('a', 1, { waitSeconds })).rejects.toBeInstanceOf(UsageError);
    const timeless = new ResourceManager({ resources: [cpu] });
    await expect(timeless.acquireResources('a', { cpu: 1 }, { waitSeconds: 1 })).rejects.toThrow('clock');
  });

  test('given a writer that waits, then readers that come do not starve it', async () => {
    const { manager } = door();
    const order: string[] = [];
    const take = (user: string, mode: 'read' | 'write'): Promise<unknown> =>
      manager.acquireResources(user, { 'file:a': { mode } }).then(() => order.push(user));
    await take('reader 0', 'read');
    const writer = take('writer', 'write');
    const readers: Promise<unknown>[] = [];
    for (let at = 1; at <= 40; at++) {
      readers.push(take(`reader ${at}`, 'read'));
      manager.deallocateResources(`reader ${at - 1}`);
      await Promise.resolve();
    }
    await writer;
    manager.deallocateResources('writer');
    await Promise.all(readers);
    expect(order.indexOf('writer')).toBeLessThanOrEqual(17);
  });
});
