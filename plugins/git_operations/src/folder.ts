import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { type ActionContext, ActionError } from '@codomyrmex/core';

/** `path` without links. @throws ActionError PATH_NOT_FOUND when it is no folder. */
export async function existingFolder(path: string, written: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return realpath(path);
  throw new ActionError(`there is no folder "${written}" (looked at ${path})`, {
    code: 'PATH_NOT_FOUND',
    retryable: false,
    details: { path },
    suggestions: ['give a folder that exists, relative to the workspace or absolute'],
  });
}

/**
 * Where a folder of this name is or would be, with the links of what exists of it resolved.
 * @throws ActionError OUTSIDE_WORKSPACE
 */
export async function folderToMake(context: ActionContext, written: string): Promise<string> {
  const path = context.resolve(written);
  const missing: string[] = [];
  let existing = path;
  while ((await stat(existing).catch(() => undefined)) === undefined && existing !== dirname(existing)) {
    missing.unshift(basename(existing));
    existing = dirname(existing);
  }
  const folder = join(await realpath(existing), ...missing);
  await insideWorkspace(context, folder, written);
  return folder;
}

/** @throws ActionError OUTSIDE_WORKSPACE when `folder`, which has no links, is not in the workspace. */
export async function insideWorkspace(context: ActionContext, folder: string, written: string): Promise<void> {
  const way = relative(await realpath(context.workspace), folder);
  if (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return;
  throw new ActionError(
    `"${written}" (${folder}) lies outside of the workspace ${context.workspace}; nothing is changed there`,
    {
      code: 'OUTSIDE_WORKSPACE',
      retryable: false,
      details: { path: folder },
      suggestions: ['run the workflow with that folder as its workspace'],
    },
  );
}
