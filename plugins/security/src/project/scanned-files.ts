import { setImmediate } from 'node:timers/promises';
import type { ActionContext } from '@codomyrmex/core';
import { type Target, type UnreadReason, type WalkSkipReason, walkFiles } from '@codomyrmex/source-files';

/** Why something was not looked at, or not wholly. */
export type SkipReason = WalkSkipReason | UnreadReason | 'generated' | 'parse_limit';

export interface FileSelection {
  readonly recursive: boolean;
  readonly maxFiles: number;
  /** Files that this is false for are passed over without being counted; all are wanted unless given. */
  readonly isWanted?: (path: string) => boolean;
  /** Why a file is not looked at, by its path; `undefined` for one that is. */
  readonly unwanted: (path: string) => SkipReason | undefined;
  readonly skip: (reason: SkipReason, path: string) => void;
  /** Whether enough has been seen. */
  readonly isFull: () => boolean;
  /** Told when the limit of files, or `isFull`, ended the scan before its end. */
  readonly cut: () => void;
}

/** Between two looks at the signal; files are read synchronously. */
const FILES_PER_TURN = 20;
const FILES_PER_PROGRESS = 1_000;

/**
 * Paths to look at, from the target's root: the file itself where it is one, wanted or not, else the files below that git does
 * not ignore.
 */
export async function* scannedFiles(
  context: ActionContext,
  target: Target,
  selection: FileSelection,
): AsyncGenerator<string> {
  if (target.file !== undefined) {
    yield target.file;
    return;
  }
  let looked = 0;
  const skip = (path: string, reason: SkipReason) => selection.skip(reason, path);
  for await (const path of walkFiles(target.root, { signal: context.signal, skip })) {
    if (!selection.recursive && path.includes('/')) continue;
    if (selection.isWanted?.(path) === false) continue;
    const reason = selection.unwanted(path);
    if (reason !== undefined) {
      selection.skip(reason, path);
      continue;
    }
    if (looked >= selection.maxFiles || selection.isFull()) {
      selection.cut();
      return;
    }
    yield path;
    looked += 1;
    if (looked % FILES_PER_PROGRESS === 0) context.progress(null, `${looked} files`);
    if (looked % FILES_PER_TURN === 0) {
      await setImmediate();
      context.signal.throwIfAborted();
    }
  }
}
