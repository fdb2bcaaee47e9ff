import { defineAction, isOrchestrationError } from '@codomyrmex/core';
import * as z from 'zod';
import { interpreterSchema } from './answer.ts';
import { type BridgeAnswers, runBridge } from './bridge.ts';
import { type BridgeContext, type Place, placeOf, placeShape } from './place.ts';
import { settingsSchema } from './settings.ts';

const IMPORT_SECONDS = 60;

const packageFactsSchema = z.object({
  found: z.boolean(),
  importable: z.boolean(),
  version: z.string().nullish(),
  location: z.string().nullish(),
  reason: z.string().optional(),
  fingerprint: z.string().optional(),
});
export type PackageFacts = z.output<typeof packageFactsSchema>;

/** Which interpreter there is and what it knows of the package. @throws ActionError where no interpreter answers. */
export async function lookAt(context: BridgeContext, place: Place) {
  const jobs = [{ op: 'package', timeout: IMPORT_SECONDS }] as const;
  const { interpreter, answers }: BridgeAnswers = await runBridge(context, { place, jobs, workers: 1 });
  const [answer] = answers;
  const facts: PackageFacts =
    answer?.ok === true
      ? packageFactsSchema.parse(answer.value)
      : { found: true, importable: false, reason: answer?.failure.message ?? 'it gave no answer' };
  return { interpreter, facts };
}

export const checkEnvironment = defineAction({
  title: 'Check the Python environment',
  description:
    'Which interpreter is used, and whether it can import the package; where not, why. What is missing is a result, not a failure.',
  input: z.strictObject(placeShape),
  output: z.object({
    ready: z.boolean().meta({ description: 'Whether functions of the package can be called.' }),
    reason: z.string().nullable().meta({ description: 'Why not.' }),
    interpreter: interpreterSchema.nullable(),
    package: z.object({ name: z.string(), ...packageFactsSchema.omit({ reason: true }).shape }).nullable(),
  }),
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  config: settingsSchema,
  idempotent: true,
  timeout: 120,
  examples: [{ title: 'Is codomyrmex there?', input: {} }],
  async run(context, written) {
    const place = await placeOf(context, written);
    try {
      const { interpreter, facts } = await lookAt(context, place);
      const { reason, ...known } = facts;
      return {
        ready: facts.importable,
        reason: reason ?? null,
        interpreter,
        package: { name: place.package, ...known },
      };
    } catch (error) {
      if (!isOrchestrationError(error) || !noInterpreter.has(error.code)) throw error;
      return { ready: false, reason: error.message, interpreter: null, package: null };
    }
  },
});

const noInterpreter = new Set(['COMMAND_NOT_FOUND', 'PYTHON_TOO_OLD', 'PLATFORM_UNSUPPORTED', 'BRIDGE_FAILED']);
