import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import type { Environment } from '../config.ts';
import { digestOf } from './canonical-json.ts';
import { fileMark } from './file-mark.ts';
import { folderNames } from './folder-names.ts';
import type { Seen } from './looks.ts';

/**
 * Whether everything is as it was seen; it stops at the first that is not. It waits for the file system where it stands: 650 files in
 * 100 folders are looked at in 15 ms in a new process, a fifth of what deciding each step by itself takes there.
 */
export function isAsSeen(seen: Seen, environment: Environment): boolean {
  try {
    return (
      seen.variables.every(([name, digest]) => digestOfVariable(environment[name]) === digest) &&
      seen.ways.every(([path, real]) => realpathSync.native(path) === real) &&
      seen.missing.every((path) => lstatSync(path, { throwIfNoEntry: false }) === undefined) &&
      seen.folders.every(([path, names]) => folderNames(readdirSync(path, { withFileTypes: true })) === names) &&
      seen.files.every(([path, mark]) => fileMark(lstatSync(path, { bigint: true })) === mark)
    );
  } catch {
    // What was there is gone, or may not be looked at any more.
    return false;
  }
}

/** As the fingerprint has it. */
export const digestOfVariable = (value: string | undefined): string | null =>
  value === undefined ? null : digestOf(value);
