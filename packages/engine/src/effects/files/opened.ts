import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { ActionError } from '@codomyrmex/core';
import { isInside, notThere, refused } from './path-inside.ts';
import { systemCode } from './system-code.ts';

/** What is asked of the file system for a file whose way was looked at. */
export interface OpenWay {
  readonly root: string;
  /** As it was written, for messages. */
  readonly path: string;
  /** Absolute, without links. */
  readonly real: string;
  readonly flags: number;
}

// Absent on Windows, where a link cannot be planted without rights.
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const NON_BLOCKING = constants.O_NONBLOCK ?? 0;

/**
 * Opens what stands at a place that was found to lie inside, and looks again: whoever swaps a folder for a link between the look and
 * the opening gets a refusal, and nothing of the file behind it is read.
 * @throws ActionError PATH_REFUSED, NOT_FOUND.
 */
export async function opened({ root, path, real, flags }: OpenWay): Promise<FileHandle> {
  // A pipe would block the opening until somebody writes to it.
  const handle = await open(real, flags | NO_FOLLOW | NON_BLOCKING, 0o666).catch((error: unknown) => {
    throw openingFailed(error, path);
  });
  try {
    const [is, now] = await Promise.all([handle.stat(), realpath(real)]);
    const there = await stat(now);
    if (!isInside(await realpath(root), now) || there.ino !== is.ino || there.dev !== is.dev) {
      throw refused(path, 'it was changed while it was opened');
    }
    if (!is.isFile()) throw noFile(path, is.isDirectory());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function openingFailed(error: unknown, path: string): unknown {
  switch (systemCode(error)) {
    case 'ENOENT':
      return notThere(path);
    case 'ELOOP':
      return refused(path, 'it was changed into a link while it was opened');
    case 'EISDIR':
      return noFile(path, true);
    case 'ENXIO':
      return noFile(path, false);
    default:
      return error;
  }
}

const noFile = (path: string, isFolder: boolean): ActionError =>
  new ActionError(`${JSON.stringify(path)} is ${isFolder ? 'a folder' : 'no regular file'}`, {
    code: 'INVALID_PARAMETERS',
    retryable: false,
    suggestions: ['Name a file.'],
  });
