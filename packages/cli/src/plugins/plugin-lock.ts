import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { effects, isolations, UsageError } from '@codomyrmex/core';
import { pluginManifestSchema } from '@codomyrmex/core/manifest';
import { writeFileWhole } from '@codomyrmex/engine';
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

/** A plugin that was added to a project. */
export type LockedPlugin = z.output<typeof lockedSchema>;

/** Below the data folder: the lock file, to be committed, and beside it a folder for each plugin, which is not. */
export const pluginsFolder = (dataFolder: string): string => join(dataFolder, 'plugins');
const lockPath = (dataFolder: string): string => join(pluginsFolder(dataFolder), 'plugins.lock.json');

/** What was added, by module. @throws UsageError PLUGIN_LOCK_UNUSABLE when the file cannot be understood. */
export function readPluginLock(dataFolder: string): readonly LockedPlugin[] {
  const path = lockPath(dataFolder);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
  return parsed(text, path).plugins;
}

/** Replaces the file whole: who reads it sees the old list or the new one. @throws StorageError when it cannot be written. */
export async function writePluginLock(dataFolder: string, plugins: readonly LockedPlugin[]): Promise<void> {
  const sorted = [...plugins].sort((one, other) => (one.module < other.module ? -1 : 1));
  const text = `${JSON.stringify({ lock_version: 1, plugins: sorted }, undefined, 2)}\n`;
  await writeFileWhole(lockPath(dataFolder), text, 'replace');
}

function parsed(text: string, path: string): z.output<typeof lockSchema> {
  let why: string;
  try {
    const read = lockSchema.safeParse(JSON.parse(text));
    if (read.success) return read.data;
    why = z.prettifyError(read.error);
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  }
  throw new UsageError(`${path} cannot be understood: ${why}`, {
    code: 'PLUGIN_LOCK_UNUSABLE',
    suggestions: ['Take it from version control again; it is written by codomyrmex plugin add, remove and update.'],
  });
}
