import { ActionError, defineAction, type Failure, failureFrom, failureSchema } from '@codomyrmex/core';
import * as z from 'zod';
import { runBridge } from './bridge.ts';
import { callResultSchema } from './call-result.ts';
import { placeOf, placeShape } from './place.ts';
import { type CallOutcome, callShape, jobOf, outcomeOf, type RequestedCall } from './requested-call.ts';
import { settingsSchema } from './settings.ts';

const MAX_CALLS = 10_000;
const MAX_WORKERS = 32;
const MAX_NAMED = 5;

const doneSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), ...callResultSchema.shape }),
  z.object({ ok: z.literal(false), failure: failureSchema, seconds: z.number().min(0) }),
]);

export const callMany = defineAction({
  title: 'Call Python functions',
  description:
    'Calls many functions in a pool of interpreters that stay warm from one call to the next, and gives the results in the order of the list. All are called even when some fail; one that is too slow is killed, and a fresh interpreter takes its place.',
  input: z.strictObject({
    calls: z
      .array(z.strictObject(callShape))
      .min(1)
      .max(MAX_CALLS)
      .meta({ description: 'The calls, none of which waits for another.' }),
    workers: z.int().min(1).max(MAX_WORKERS).default(2).meta({ description: 'How many interpreters there are.' }),
    check: z.boolean().default(true).meta({ description: 'Whether a failed call fails the step, when all are done.' }),
    ...placeShape,
  }),
  output: z.object({
    total: z.int(),
    passed: z.int(),
    failed: z.int(),
    results: z.array(doneSchema),
  }),
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  config: settingsSchema,
  idempotent: false,
  examples: [
    {
      title: 'Two files in warm interpreters',
      input: {
        calls: [
          { module: 'security', action: 'analyze_file_security', parameters: { filepath: 'a.py' }, timeout: 30 },
          { module: 'security', action: 'analyze_file_security', parameters: { filepath: 'b.py' }, timeout: 30 },
        ],
      },
    },
  ],
  async run(context, { calls, workers, check, package: name, python, python_path, env }) {
    const place = await placeOf(context, { package: name, python, python_path, env });
    const jobs = calls.map((one) => jobOf(place.package, one));
    const { answers } = await runBridge(context, { place, jobs, workers });
    const outcomes = calls.flatMap((one, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : [outcomeOf(one, answer)];
    });
    const failed = outcomes.filter((outcome) => !outcome.ok).length;
    if (check && failed > 0) throw failedCalls(calls, outcomes, failed);
    return { total: calls.length, passed: calls.length - failed, failed, results: outcomes.map(done) };
  },
});

function done(outcome: CallOutcome): z.output<typeof doneSchema> {
  if (outcome.ok) return { ok: true, ...outcome.result };
  return { ok: false, failure: failureFrom(outcome.error), seconds: outcome.seconds };
}

function failedCalls(calls: readonly RequestedCall[], outcomes: readonly CallOutcome[], count: number): ActionError {
  const failed: { index: number; call: string; failure: Failure }[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.ok || failed.length >= MAX_NAMED) continue;
    const { module, action } = calls[index] ?? { module: '', action: '' };
    failed.push({ index, call: `${module}.${action}`, failure: failureFrom(outcome.error) });
  }
  const named = failed.map(({ index, failure }) => `call ${index + 1}, ${failure.message}`).join('; ');
  const more = count > failed.length ? `; and ${count - failed.length} more` : '';
  return new ActionError(`${count} of ${calls.length} calls failed: ${named}${more}`, {
    code: 'PYTHON_CALLS_FAILED',
    retryable: outcomes.some((outcome) => !outcome.ok && outcome.error.retryable),
    details: { failed },
    suggestions: ['Set check to false to have the failures among the results.'],
  });
}
