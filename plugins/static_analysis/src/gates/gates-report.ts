import * as z from 'zod';
import { skippedShape } from '../project/skip-ledger.ts';
import { thresholdsSchema } from './thresholds.ts';

const gates = thresholdsSchema.keyof();

export const gateResultSchema = z.object({
  gate: gates,
  status: z
    .enum(['passed', 'failed', 'not_applicable'])
    .meta({ description: 'not_applicable: there is no file of the kind that the gate is about.' }),
  threshold: z.number(),
  actual: z
    .number()
    .nullable()
    .meta({ description: 'The worst of all functions or files where the gate is about each.' }),
  violations: z
    .int()
    .min(0)
    .meta({ description: 'Functions or files beyond the threshold; 1 of a gate about the whole.' }),
  worst: z
    .array(
      z.object({ file: z.string(), line: z.int().min(1).optional(), name: z.string().optional(), value: z.number() }),
    )
    .meta({ description: 'At most 10 functions or files beyond the threshold, the worst first.' }),
});
export type GateResult = z.output<typeof gateResultSchema>;

export const gatesReportSchema = z.object({
  path: z.string(),
  passed: z.boolean().meta({ description: 'Whether no gate failed.' }),
  gates: z.array(gateResultSchema),
  failed: z.array(gates),
  not_applicable: z.array(gates),
  ...skippedShape,
  summary: z.string(),
});
export type GatesReport = z.output<typeof gatesReportSchema>;
