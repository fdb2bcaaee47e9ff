import { join, relative } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';

/** What a path of the workspace, of something that need not be there yet, is called from a folder that has no links. */
export async function placeBelow(context: ActionContext, folder: string, path: string): Promise<string> {
  const inWorkspace = relative(context.workspace, context.resolve(path));
  return relative(folder, join(await context.fs.locate('.'), inWorkspace));
}
