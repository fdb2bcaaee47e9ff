import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { ActionError } from '@codomyrmex/core';

const MAX_ANCESTORS = 64;

/**
 * The folder that `path` names, absolute and without links.
 * @throws ActionError PATH_NOT_FOUND when there is none, NOT_A_FOLDER when it is something else.
 */
export async function folderAt(path: string, written: string): Promise<string> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new ActionError(`there is no folder "${written}" (looked at ${path})`, {
      code: 'PATH_NOT_FOUND',
      retryable: false,
      details: { path },
      suggestions: ['give a folder that exists, relative to the workspace or absolute'],
      cause,
    });
  });
  if (!found.isDirectory()) {
    throw new ActionError(`"${written}" is not a folder (looked at ${path})`, {
      code: 'NOT_A_FOLDER',
      retryable: false,
      details: { path },
      suggestions: ['give the folder that holds the file'],
    });
  }
  return realpath(path);
}

/** The top of the git work tree around `folder`, or `folder` itself where there is none. */
export async function projectTop(folder: string): Promise<string> {
  let current = folder;
  for (let steps = 0; steps < MAX_ANCESTORS; steps++) {
    if ((await lstat(join(current, '.git')).catch(() => undefined)) !== undefined) return current;
    if (current === dirname(current)) return folder;
    current = dirname(current);
  }
  return folder;
}

/** Whether the absolute `path` is `folder` or lies in it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
