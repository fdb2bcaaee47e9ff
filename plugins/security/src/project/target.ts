import { type ActionContext, ActionError } from '@codomyrmex/core';
import { targetAt } from '@codomyrmex/source-files';
import * as z from 'zod';

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

/** @throws ActionError PATH_NOT_FOUND, NOT_A_FOLDER */
export async function folderAt(context: ActionContext, written: string, forFiles: string): Promise<string> {
  const { root, file } = await targetAt(context.resolve(written), written);
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
  const { root, file } = await targetAt(context.resolve(written), written);
  if (file !== undefined) return { root, file };
  throw new ActionError(`"${written}" is a folder`, {
    code: 'NOT_A_FILE',
    retryable: false,
    suggestions: [forFolders],
  });
}
