import fc from 'fast-check';
import { expect, it } from 'vitest';
import { independentPlan, plan, type TaskSpec } from '../src/index.ts';

const traits: fc.Arbitrary<Omit<TaskSpec, 'name' | 'dependencies' | 'undoes'>> = fc.record(
  {
    priority: fc.integer({ min: 0, max: 255 }),
    runOn: fc.constantFrom('success', 'failure', 'always'),
    retry: fc.constant({ maxRetries: 2, delayMs: 10, factor: 2, capMs: 100, jitter: 0.2 }),
    isConditional: fc.boolean(),
    isOptional: fc.boolean(),
    isTimed: fc.boolean(),
    isStanding: fc.boolean(),
    stage: fc.constantFrom('main', 'failure', 'finally'),
  },
  { requiredKeys: [] },
);

it('given tasks that are alike and named by their places, then their plan is the one that the planner makes of them', () => {
  fc.assert(
    fc.property(fc.nat(40), traits, (size, shared) => {
      const result = plan(
        Array.from({ length: size }, (_, task) => ({ name: `${task}`, dependencies: [], ...shared })),
      );
      expect(result.ok && { ...result.plan }).toEqual({ ...independentPlan(size, shared) });
    }),
  );
});
