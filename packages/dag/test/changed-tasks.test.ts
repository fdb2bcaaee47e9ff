import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChangedTasks } from '../src/index.ts';

const step = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), task: fc.nat(2 ** 31 - 1) }),
  fc.record({ kind: fc.constant('truncate' as const), length: fc.nat(60) }),
  fc.record({ kind: fc.constant('take' as const) }),
);

describe('the tasks that changed', () => {
  test('given any pushes, truncations and takings, then they are what an array would hold', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const changed = new ChangedTasks();
        let model: number[] = [];
        for (const one of steps) {
          switch (one.kind) {
            case 'push':
              changed.push(one.task);
              model.push(one.task);
              break;
            case 'truncate':
              changed.truncate(one.length);
              model = model.slice(0, one.length);
              break;
            case 'take':
              expect(changed.take()).toEqual(model);
              model = [];
          }
          expect([...changed]).toEqual(model);
          expect([changed.length, changed.at(model.length)]).toEqual([model.length, undefined]);
          expect(changed.at(model.length - 1)).toBe(model.at(-1));
        }
      }),
    );
  });
});
