import * as z from 'zod';

const count = z.int().min(0);
const milliseconds = z.number().min(0);
const recordSchema = z.object({
  record_version: z.literal(1),
  version: z.string(),
  since: z.iso.datetime(),
  taps: z.record(
    z.string(),
    z.object({
      calls: count,
      failures: count,
      total_ms: milliseconds,
      longest_ms: milliseconds,
      last_error: z.object({ message: z.string(), at: z.iso.datetime() }).nullable(),
    }),
  ),
});

/** A plugin's file, as it is written. */
export type TapCostsRecord = z.output<typeof recordSchema>;

export type ReadRecord =
  | { readonly ok: true; readonly record: TapCostsRecord }
  | { readonly ok: false; readonly why: string };

export function readRecord(written: unknown): ReadRecord {
  const read = recordSchema.safeParse(written);
  return read.success ? { ok: true, record: read.data } : { ok: false, why: z.prettifyError(read.error) };
}
