import { ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import type { Answer } from './answer.ts';
import { bridgeError } from './bridge-error.ts';
import { type CallResult, callResultOf } from './call-result.ts';
import type { Job } from './job.ts';
import { failureRule, returnedFailure } from './returned-failure.ts';
import { candidatesOf, parameterSynonyms } from './synonyms.ts';

const MAX_TIMEOUT = 7 * 24 * 3_600;
const MAX_SHOWN = 4_000;

const dotted = z
  .string()
  .max(300)
  .regex(/^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*$/, 'use names joined by dots, none beginning with "_"');

export const moduleName = dotted.meta({
  description: 'A module of the package, with its submodules: coding.static_analysis.',
});

export const timeout = z.number().positive().max(MAX_TIMEOUT).meta({
  description: 'Seconds, the import of the module included; then the process group of the interpreter is killed.',
});

/** One call of a Python function. */
export const callShape = {
  module: moduleName,
  action: z
    .string()
    .max(100)
    .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'use the name of a public function; it has no dots and no leading "_"')
    .meta({ description: 'A public function that the package itself defines.' }),
  parameters: z.record(z.string(), z.unknown()).default({}).meta({ description: 'By name.' }),
  timeout: timeout.optional(),
  failure_rule: failureRule,
};
const callSchema = z.strictObject(callShape);
export type RequestedCall = z.output<typeof callSchema>;

export function jobOf(packageName: string, { module, action, parameters, timeout }: RequestedCall): Job {
  return {
    op: 'call',
    candidates: candidatesOf(packageName, module, action),
    parameters,
    synonyms: parameterSynonyms(packageName),
    timeout,
  };
}

export type CallOutcome =
  | { readonly ok: true; readonly result: CallResult }
  | { readonly ok: false; readonly error: ActionError; readonly seconds: number };

/** What came of a call, with a failure that was returned as data taken for one where the rule says so. */
export function outcomeOf(call: RequestedCall, answer: Answer): CallOutcome {
  const what = `${call.module}.${call.action}`;
  if (!answer.ok) return { ok: false, error: bridgeError(what, answer.failure), seconds: answer.seconds };
  const result = callResultOf(answer);
  const why = returnedFailure(call.failure_rule, result);
  if (why === undefined) return { ok: true, result };
  return {
    ok: false,
    seconds: answer.seconds,
    error: new ActionError(`${what} returned a failure: ${why}`, {
      code: 'PYTHON_RETURNED_FAILURE',
      details: { returned_type: result.returned_type, ...shown(result.result) },
      suggestions: ['Set failure_rule to "none" to take what is returned as a result.'],
    }),
  };
}

/** The whole value where it is small. */
function shown(value: unknown): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(value) ?? 'null';
  return text.length <= MAX_SHOWN ? { result: value } : { result_text: text.slice(0, MAX_SHOWN) };
}
