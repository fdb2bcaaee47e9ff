import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type ActionContext, ActionError } from '@codomyrmex/core';
import * as z from 'zod';

/** A folder or one file of it, as an action was asked to look at. */
export interface Target {
  /** Absolute, links resolved. */
  readonly root: string;
  /** The only file to look at, where the target is one. */
  readonly file: string | undefined;
}

export const targetPath = z
  .string()
  .min(1)
  .default('.')
  .meta({ description: 'A folder or a file, relative to the workspace or absolute.' });
export const recursive = z.boolean().default(true).meta({ description: 'Also what lies in the folders below.' });
export const maxFileBytes = z
  .int()
  .min(1)
  .max(32 * 1024 * 1024)
  .default(1024 * 1024)
  .meta({ description: 'Larger files are skipped.' });
export const maxFiles = z
  .int()
  .min(1)
  .max(1_000_000)
  .default(50_000)
  .meta({ description: 'The scan ends when it has looked at as many.' });

/** @throws ActionError PATH_NOT_FOUND */
export async function targetAt(context: ActionContext, written: string): Promise<Target> {
  const path = context.resolve(written);
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

/** @throws ActionError PATH_NOT_FOUND, NOT_A_FOLDER */
export async function folderAt(context: ActionContext, written: string, forFiles: string): Promise<string> {
  const { root, file } = await targetAt(context, written);
  if (file === undefined) return root;
  throw new ActionError(`"${written}" is a file`, {
    code: 'NOT_A_FOLDER',
    retryable: false,
    suggestions: [forFiles],
  });
}

/** @throws ActionError PATH_NOT_FOUND, NOT_A_FILE */
export async function fileAt(
  context: ActionContext,
  written: string,
  forFolders: string,
): Promise<{ readonly root: string; readonly file: string }> {
  const { root, file } = await targetAt(context, written);
  if (file !== undefined) return { root, file };
  throw new ActionError(`"${written}" is a folder`, {
    code: 'NOT_A_FILE',
    retryable: false,
    suggestions: [forFolders],
  });
}
