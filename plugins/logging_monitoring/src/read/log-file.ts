import type { ActionContext } from '@codomyrmex/core';
import { ActionError } from '@codomyrmex/core';

/** A file of the workspace: absolute, links followed. @throws ActionError NOT_FOUND, NOT_A_FILE, PATH_REFUSED. */
export async function logFile(context: ActionContext, path: string): Promise<string> {
  const facts = await context.fs.stat(path);
  if (facts === undefined) {
    throw new ActionError(`there is no ${JSON.stringify(path)} in the workspace`, {
      code: 'NOT_FOUND',
      retryable: false,
    });
  }
  if (facts.kind !== 'file') {
    throw new ActionError(`${JSON.stringify(path)} is no file`, { code: 'NOT_A_FILE', retryable: false });
  }
  return context.fs.locate(path);
}
