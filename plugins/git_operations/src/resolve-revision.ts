import { ActionError } from '@codomyrmex/core';
import type { Repository } from './repository.ts';

/** The hash of the commit that `revision` names. @throws ActionError REVISION_NOT_FOUND */
export async function resolveRevision(repository: Repository, revision: string): Promise<string> {
  const result = await repository.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  const hash = result.stdout.trim();
  if (result.exitCode === 0 && /^[0-9a-f]{40,64}$/.test(hash)) return hash;
  throw new ActionError(`there is no commit "${revision}" in this repository`, {
    code: 'REVISION_NOT_FOUND',
    retryable: false,
    suggestions: ['name a branch, a tag or a hash; see list_branches, list_tags and get_commit_history'],
  });
}
