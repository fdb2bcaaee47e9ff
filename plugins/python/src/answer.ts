import * as z from 'zod';

/** Which interpreter answers. */
export const interpreterSchema = z.object({
  python: z.string().meta({ description: 'Its version.' }),
  executable: z.string(),
  implementation: z.string(),
  platform: z.string(),
});
export type Interpreter = z.output<typeof interpreterSchema>;

/** Why the bridge did not do a job. */
export const bridgeFailureSchema = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).default({}),
});
export type BridgeFailure = z.output<typeof bridgeFailureSchema>;

const seconds = z.number().min(0);

/** A line that answers one job. */
export const answerSchema = z.discriminatedUnion('ok', [
  z.object({ id: z.int().min(0), ok: z.literal(true), value: z.unknown(), seconds }),
  z.object({ id: z.int().min(0), ok: z.literal(false), failure: bridgeFailureSchema, seconds }),
]);
export type Answer = z.output<typeof answerSchema>;

/** The first line. */
export const greetingSchema = z.union([
  z.object({ hello: interpreterSchema }),
  z.object({ refused: bridgeFailureSchema }),
]);
