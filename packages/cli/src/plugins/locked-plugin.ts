import { effects, isolations } from '@codomyrmex/core';
import { pluginManifestSchema } from '@codomyrmex/core/manifest';
import * as z from 'zod';
import { packageName } from './package-name.ts';

const lockedSchema = z.strictObject({
  module: pluginManifestSchema.shape.module,
  package: packageName,
  version: z.string(),
  /** What it was added as: an npm spec, or `file:` and the path of a tarball or folder from the data folder. */
  source: z.string(),
  /** `sha512-…` of the package's tarball; `null` of a folder that is used where it is. */
  integrity: z.string().nullable(),
  /** The folder that is used where it is. */
  link: z.string().nullable(),
  /** Its range of `@codomyrmex/core`. */
  core: z.string().nullable(),
  /** What somebody has said yes to. */
  effects: z.array(z.enum(effects)),
  secrets: z.array(z.string()),
  hooks: z.array(z.string()),
  isolation: z.enum(isolations),
});

const lockSchema = z.strictObject({ lock_version: z.literal(1), plugins: z.array(lockedSchema) });
export type PluginLock = z.output<typeof lockSchema>;

/** A plugin that was added to a project. */
export type LockedPlugin = z.output<typeof lockedSchema>;

export type ReadLock = { readonly ok: true; readonly lock: PluginLock } | { readonly ok: false; readonly why: string };

export function readLock(written: unknown): ReadLock {
  const read = lockSchema.safeParse(written);
  return read.success ? { ok: true, lock: read.data } : { ok: false, why: z.prettifyError(read.error) };
}
