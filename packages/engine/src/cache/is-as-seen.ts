import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import type { StepCache } from '@codomyrmex/dag';
import type { Environment } from '../config.ts';
import { digestIfAny } from './canonical-json.ts';
import { fileMark } from './file-mark.ts';
import { folderNames } from './folder-names.ts';
import type { Seen } from './looks.ts';

/**
 * Whether everything but the results is as it was seen; it stops at the first that is not. It waits for the file system where it stands: 650 files in
 * 100 folders are looked at in 15 ms in a new process, a fifth of what deciding each step by itself takes there.
 */
export function isAsSeen(seen: Seen, environment: Environment): boolean {
  try {
    return (
      seen.variables.every(([name, digest]) => digestIfAny(environment[name]) === digest) &&
      seen.ways.every(([path, real]) => realpathSync.native(path) === real) &&
      seen.missing.every(isMissing) &&
      seen.folders.every(([path, names]) => folderNames(readdirSync(path, { withFileTypes: true })) === names) &&
      seen.files.every(([path, mark]) => fileMark(lstatSync(path, { bigint: true })) === mark)
    );
  } catch {
    // What was there is gone, or may not be looked at any more.
    return false;
  }
}

/** Also below what is a file now. */
function isMissing(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOTDIR';
  }
}

/** Whether the results that were found are still there, and no others in their places. Looking counts as their use. */
export async function areResultsAsSeen({ results }: Seen, cache: Pick<StepCache, 'has'>): Promise<boolean> {
  for (const [fingerprint, mark] of results) {
    const has = cache.has(fingerprint, mark);
    if (!(has instanceof Promise ? await has : has)) return false;
  }
  return true;
}
