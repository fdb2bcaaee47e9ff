import { realpath, stat } from 'node:fs/promises';
import { ActionError } from '@codomyrmex/core';

/**
 * The folder that `path` names, absolute and without links.
 * @throws ActionError PATH_NOT_FOUND
 */
export async function folderAt(path: string, written: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return realpath(path);
  throw new ActionError(`there is no folder "${written}" (looked at ${path})`, {
    code: 'PATH_NOT_FOUND',
    retryable: false,
    details: { path },
    suggestions: ['give a folder that exists, relative to the workspace or absolute'],
  });
}
