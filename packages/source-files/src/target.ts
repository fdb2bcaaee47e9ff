import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, sep } from 'node:path';
import { ActionError } from '@codomyrmex/core';

/** A folder, or one file of it. */
export interface Target {
  /** Absolute, links resolved. */
  readonly root: string;
  /** The name of the only file that is meant, where the target is one. */
  readonly file: string | undefined;
}

/**
 * What `path` leads to, links resolved. `written` is how the path was given, for the message.
 * @throws ActionError PATH_NOT_FOUND when there is neither a folder nor a regular file.
 */
export async function targetAt(path: string, written: string): Promise<Target> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return { root: await realpath(path), file: undefined };
  if (found?.isFile() === true) {
    const file = await realpath(path);
    return { root: dirname(file), file: basename(file) };
  }
  throw new ActionError(`there is no folder or file "${written}" (looked at ${path})`, {
    code: 'PATH_NOT_FOUND',
    retryable: false,
    details: { path },
    suggestions: ['give a path that exists, relative to the workspace or absolute'],
  });
}

/**
 * The folder that `path` leads to, absolute and without links. `written` is how the path was given, for the message.
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

/** Whether the absolute `path` is `folder` or lies in it, as they are written: links are not looked at. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
