import { defineAction, InternalError } from '@codomyrmex/core';
import * as z from 'zod';
import { runBridge } from './bridge.ts';
import { type CallResult, callResultSchema } from './call-result.ts';
import { type BridgeContext, placeOf, placeShape, type WrittenPlace } from './place.ts';
import { callShape, jobOf, outcomeOf, type RequestedCall } from './requested-call.ts';
import { settingsSchema } from './settings.ts';

/** Calls one function in an interpreter of its own. @throws ActionError when the call fails. */
export async function callFunction(
  context: BridgeContext,
  written: WrittenPlace,
  call: RequestedCall,
): Promise<CallResult> {
  const place = await placeOf(context, written);
  const { answers } = await runBridge(context, { place, jobs: [jobOf(place.package, call)], workers: 1 });
  const [outcome] = answers.map((answer) => outcomeOf(call, answer));
  if (outcome === undefined) throw new InternalError('one job has one answer');
  if (!outcome.ok) throw outcome.error;
  return outcome.result;
}

export const call = defineAction({
  title: 'Call a Python function',
  description:
    'Calls a public function of a Python package in an interpreter of its own, with parameters by name. What it prints goes to the log of the step.',
  input: z.strictObject({ ...callShape, ...placeShape }),
  output: callResultSchema,
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  config: settingsSchema,
  idempotent: false,
  examples: [
    {
      title: 'A check of the project',
      input: { module: 'coding.static_analysis', action: 'analyze_code_quality', parameters: { path: 'src' } },
    },
  ],
  run(context, { package: name, python, python_path, env, ...requested }) {
    return callFunction(context, { package: name, python, python_path, env }, requested);
  },
});
