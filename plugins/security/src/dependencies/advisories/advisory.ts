import * as z from 'zod';

// The part of the Open Source Vulnerability format (ossf.github.io/osv-schema) that matching needs. What else stands in an
// advisory is left alone, so that later versions of the format are read too.

const event = z.object({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
  limit: z.string().optional(),
});
const range = z.object({ type: z.string(), events: z.array(event) });
const rating = z.object({ severity: z.unknown() }).partial().nullish();

const affected = z.object({
  package: z.object({ ecosystem: z.string(), name: z.string() }).optional(),
  ranges: z.array(range).nullish(),
  versions: z.array(z.string()).nullish(),
  severity: z.array(z.object({ type: z.string(), score: z.string() })).nullish(),
  ecosystem_specific: rating,
  database_specific: rating,
});

export const advisorySchema = z.object({
  id: z.string().min(1).max(200),
  modified: z.string().max(100).optional(),
  withdrawn: z.string().nullish(),
  aliases: z.array(z.string().max(200)).nullish(),
  summary: z.string().nullish(),
  details: z.string().nullish(),
  severity: z.array(z.object({ type: z.string(), score: z.string() })).nullish(),
  affected: z.array(affected).nullish(),
  database_specific: rating,
});

export type Advisory = z.output<typeof advisorySchema>;
export type Affected = z.output<typeof affected>;
export type VersionEvent = z.output<typeof event>;
