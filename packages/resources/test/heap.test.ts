import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap } from '../src/heap.ts';

interface Item {
  readonly key: number;
  index: number;
}

test('whatever is pushed, popped and taken out, the first is the smallest and every item is found', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('push' as const), key: fc.nat({ max: 50 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), which: fc.nat() }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'pop' as const }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const heap = new Heap<Item>((a, b) => a.key < b.key);
      const items: Item[] = [];
      for (const next of steps) {
        if (next.kind === 'push') {
          const item = { key: next.key, index: -1 };
          items.push(item);
          heap.push(item);
        } else {
          const at = next.kind === 'remove' ? next.which % Math.max(1, items.length) : items.indexOf(heap.first!);
          const item = items[at];
          if (item === undefined) expect(heap.pop()).toBeUndefined();
          else {
            items.splice(at, 1);
            if (next.kind === 'pop') expect(heap.pop()).toBe(item);
            else heap.remove(item);
            expect(item.index).toBe(-1);
          }
        }
        expect(heap.size).toBe(items.length);
        expect(heap.first?.key).toBe(items.length === 0 ? undefined : Math.min(...items.map(({ key }) => key)));
      }
    }),
  );
});
