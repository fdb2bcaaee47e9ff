import { type ActionContext, ActionError } from '@codomyrmex/core';
import { insideWorkspace } from './folder.ts';
import { openRepository, type Repository } from './repository.ts';

/**
 * Opens a repository whose files, all of them, an action may change.
 * @throws ActionError as `openRepository`; NO_WORK_TREE for a bare one, OUTSIDE_WORKSPACE when its top is not in the workspace.
 */
export async function openWorkTree(
  context: ActionContext,
  path: string,
  { trusted, merges = false }: { readonly trusted: boolean; readonly merges?: boolean },
): Promise<Repository> {
  const repository = await openRepository(context, path, { kind: 'content', trusted, merges });
  if (repository.kind === 'bare') {
    throw new ActionError('a bare repository has no files', { code: 'NO_WORK_TREE', retryable: false });
  }
  await insideWorkspace(context, repository.top, path);
  return repository;
}
