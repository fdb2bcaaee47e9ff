import { getEventListeners } from 'node:events';
import { UsageError } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { type AcquireOptions, ResourceManager } from '../src/index.ts';
import { HandClock } from './hand-clock.ts';

function door() {
  const clock = new HandClock();
  const manager = new ResourceManager({ clock, resources: [{ id: 'gpu', type: 'gpu', capacity: { units: 1 } }] });
  return { clock, manager };
}

describe('who waits at the door', () => {
  test('for longer than a timer lasts is told that it is late at that time, and not before', async () => {
    const { clock, manager } = door();
    manager.allocateResources('holder', { gpu: 1 });
    let isOver = false;
    const waiting = manager.acquireResources('late', { gpu: 1 }, { waitSeconds: 150 }).catch((error: unknown) => {
      isOver = true;
      return error;
    });
    for (const seconds of [60, 60, 29]) {
      clock.turn(seconds);
      await Promise.resolve();
      expect(isOver).toBe(false);
    }
    clock.turn(1);
    expect(await waiting).toMatchObject({ code: 'RESOURCE_UNAVAILABLE' });
    expect(clock.pending).toBe(0);
  });

  test('is no longer listened for when it was granted', async () => {
    const { clock, manager } = door();
    const abort = new AbortController();
    manager.allocateResources('holder', { gpu: 1 });
    const waiting = manager.acquireResources('next', { gpu: 1 }, { signal: abort.signal });
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1);
    manager.deallocateResources('holder');
    expect(await waiting).toEqual({ gpu: 'gpu' });
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
    expect(clock.pending).toBe(0);
  });

  test('with a priority that is none is told', async () => {
    const { manager } = door();
    // What a caller without types may hand in.
    const options = { priority: 'soon' } as unknown as AcquireOptions;
    await expect(manager.acquireResources('a', { gpu: 1 }, options)).rejects.toThrow(UsageError);
  });
});

test('a user is named by 1 to 200 characters', () => {
  const { manager } = door();
  expect(manager.allocateResources('x'.repeat(200), { gpu: 1 })).toEqual({ gpu: 'gpu' });
  for (const user of ['', 'x'.repeat(201), 5]) {
    // What a caller without types may hand in.
    expect(() => manager.allocateResources(user as string, { gpu: 1 })).toThrow(UsageError);
  }
});
