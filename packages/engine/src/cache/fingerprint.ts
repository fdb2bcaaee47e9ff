import * as z from 'zod';
import { digestOf } from './canonical-json.ts';

const digest = z.string();
/** By name, in the order of the names; `null` for what is not there. */
const digests = z.array(z.tuple([z.string(), digest.nullable()]));

/**
 * Everything that the result of a cached step depends on. Values stand there as digests alone: the cache tells nobody what a
 * parameter or a variable was.
 */
const partsSchema = z.object({
  action: z.string(),
  /** Of the action's plugin. */
  action_version: z.string(),
  /** `cache.version` of the step. */
  version: z.string().nullable(),
  parameters: digests,
  /** Files below the workspace. */
  inputs: digests,
  env: digests,
  /** Outputs of the steps that the parameters refer to. */
  upstream: digests,
  /** The patterns of the files that belong to the result. */
  outputs: z.array(z.string()),
});
export type FingerprintParts = z.output<typeof partsSchema>;
export type Digests = FingerprintParts['inputs'];

/** Raised whenever what stands in the parts, or how a digest is made, changes: older entries are then never found. */
const FORMAT = 1;

/** 64 hexadecimal digits: the same for the same parts, on every machine. */
export const fingerprintOf = (parts: FingerprintParts): string => digestOf({ format: FORMAT, parts });

/** Parts as a cache gives them back; `undefined` when they have another form. */
export function partsFrom(stored: unknown): FingerprintParts | undefined {
  const parsed = partsSchema.safeParse(stored);
  return parsed.success ? parsed.data : undefined;
}

/** What is different, in the words that people are told: `input src/a.ts`, `parameter x`, `action version 1.2 → 1.3`. */
export function changedParts(before: FingerprintParts, after: FingerprintParts): readonly string[] {
  return [
    ...told('action', before.action, after.action),
    ...told('action version', before.action_version, after.action_version),
    ...told('cache version', before.version ?? 'none', after.version ?? 'none'),
    ...changedNames(before.parameters, after.parameters).map((name) => `parameter ${name}`),
    ...changedNames(before.inputs, after.inputs).map((path) => `input ${path}`),
    ...changedNames(before.env, after.env).map((name) => `env ${name}`),
    ...changedNames(before.upstream, after.upstream).map((step) => `output of step ${step}`),
    ...(digestOf(before.outputs) === digestOf(after.outputs) ? [] : ['declared outputs']),
  ];
}

const told = (what: string, before: string, after: string): readonly string[] =>
  before === after ? [] : [`${what} ${before} → ${after}`];

function changedNames(before: Digests, after: Digests): readonly string[] {
  const old = new Map(before);
  const young = new Map(after);
  const names = new Set([...old.keys(), ...young.keys()]);
  return [...names].filter((name) => old.get(name) !== young.get(name)).sort();
}
