import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '@codomyrmex/core';
import { writeFileWhole } from '@codomyrmex/engine';
import { type LockedPlugin, type PluginLock, readLock } from './locked-plugin.ts';

/** Below the data folder: the lock file, to be committed, and beside it a folder for each plugin, which is not. */
export const pluginsFolder = (dataFolder: string): string => join(dataFolder, 'plugins');
const lockPath = (dataFolder: string): string => join(pluginsFolder(dataFolder), 'plugins.lock.json');

/** What was added, by module. @throws UsageError PLUGIN_LOCK_UNUSABLE when the file cannot be understood. */
export function readPluginLock(dataFolder: string): readonly LockedPlugin[] {
  const text = pluginLockText(dataFolder);
  return text === undefined ? [] : parsed(text, lockPath(dataFolder)).plugins;
}

/** As it is written; `undefined` where nothing was added. */
export function pluginLockText(dataFolder: string): string | undefined {
  try {
    return readFileSync(lockPath(dataFolder), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

/** Replaces the file whole: who reads it sees the old list or the new one. @throws StorageError when it cannot be written. */
export async function writePluginLock(dataFolder: string, plugins: readonly LockedPlugin[]): Promise<void> {
  const sorted = [...plugins].sort((one, other) => (one.module < other.module ? -1 : 1));
  const text = `${JSON.stringify({ lock_version: 1, plugins: sorted }, undefined, 2)}\n`;
  await writeFileWhole(lockPath(dataFolder), text, 'replace');
}

function parsed(text: string, path: string): PluginLock {
  let why: string;
  try {
    const read = readLock(JSON.parse(text));
    if (read.ok) return read.lock;
    why = read.why;
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  }
  throw new UsageError(`${path} cannot be understood: ${why}`, {
    code: 'PLUGIN_LOCK_UNUSABLE',
    suggestions: ['Take it from version control again; it is written by codomyrmex plugin add, remove and update.'],
  });
}
