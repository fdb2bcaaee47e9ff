import { describe, expect, test } from 'vitest';
import { ResourceManager } from '../src/index.ts';
import { HandClock } from './hand-clock.ts';

const TEN_YEARS = 315_360_000;

function door(units = 8) {
  const clock = new HandClock();
  return {
    clock,
    manager: new ResourceManager({ clock, resources: [{ id: 'gpu', type: 'gpu', capacity: { units } }] }),
  };
}

/** Who of them still holds something. */
const holding = (manager: ResourceManager, users: string): string =>
  users
    .split('')
    .filter((user) => manager.getUserAllocations(user).length > 0)
    .join('');

describe('leases of different lengths', () => {
  test('end one after another, each at its own time, in whatever order they began', () => {
    const { clock, manager } = door();
    for (const [user, seconds] of Object.entries({ a: 5, b: 2, c: 9, d: 3, e: 1 })) {
      manager.allocateResources(user, { gpu: 1 }, seconds);
    }
    const left: string[] = [];
    for (let second = 1; second <= 9; second++) {
      clock.turn(1);
      left.push(holding(manager, 'abcde'));
    }
    expect(left).toEqual(['abcd', 'acd', 'ac', 'ac', 'c', 'c', 'c', 'c', '']);
    expect(clock.pending).toBe(0);
  });

  test('that are over are taken together, and nothing more is waited for', () => {
    const { clock, manager } = door();
    for (const [user, seconds] of Object.entries({ a: 5, b: 2, c: 4 })) {
      manager.allocateResources(user, { gpu: 1 }, seconds);
    }
    clock.skip(4);
    expect(manager.cleanupExpired()).toBe(2);
    expect(holding(manager, 'abc')).toBe('a');
    clock.skip(1);
    expect(manager.cleanupExpired()).toBe(1);
    expect(clock.pending).toBe(0);
  });
});

describe('a lease for ever', () => {
  test.each(['renewed', 'given back'])('that is %s leaves the ends of the others as they are', (what) => {
    const { clock, manager } = door();
    manager.allocateResources('a', { gpu: 1 });
    for (const [user, seconds] of Object.entries({ b: 5, c: 3 })) {
      manager.allocateResources(user, { gpu: 1 }, seconds);
    }
    const [lease] = manager.getUserAllocations('a');
    if (what === 'renewed') expect(manager.renewAllocation('a', lease!.allocationId, 10)).toBe(true);
    else expect(manager.deallocateResources('a')).toBe(true);
    clock.turn(3);
    expect(holding(manager, 'bc')).toBe('b');
    clock.turn(2);
    expect(holding(manager, 'bc')).toBe('');
    clock.turn(5);
    expect(holding(manager, 'a')).toBe('');
  });
});

test('a lease lasts ten years at most', () => {
  const { manager } = door();
  expect(manager.allocateResources('a', { gpu: 1 }, TEN_YEARS)).not.toBeNull();
  expect(() => manager.allocateResources('a', { gpu: 1 }, TEN_YEARS + 1)).toThrow(/at most ten years/);
});
