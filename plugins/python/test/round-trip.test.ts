import fc from 'fast-check';
import { expect, test } from 'vitest';
import { python } from '../src/index.ts';
import { freshWorkspace, runOn } from './small-tools.ts';

test('given any JSON, when a function is given it and returns it, then it is the same', async () => {
  const workspace = freshWorkspace();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue({ maxDepth: 5 }), { minLength: 30, maxLength: 60 }),
      fc.integer({ min: 1, max: 3 }),
      async (values, workers) => {
        const calls = values.map((value) => ({
          module: 'verdicts',
          action: 'give',
          parameters: { value },
          failure_rule: 'none',
        }));
        const { output } = await runOn(python.actions.call_many, workspace, { calls, workers });
        const results = output.results.map((one) => (one.ok ? one.result : one.failure));
        // What was given goes through JSON too: it has no -0.
        expect(results).toEqual(JSON.parse(JSON.stringify(values)));
        expect(output.results.flatMap((one) => (one.ok ? one.converted : []))).toEqual([]);
      },
    ),
    { numRuns: 5, endOnFailure: true },
  );
});
