import { ActionError, didYouMean } from '@codomyrmex/core';
import { branchesOf } from './branches.ts';
import { gitFailed } from './git-command.ts';
import type { Repository } from './repository.ts';

/**
 * Runs `git switch` with these arguments, the last of which is what is switched to.
 * @throws ActionError BRANCH_NOT_FOUND, LOCAL_CHANGES when the switch would overwrite some, GIT_FAILED.
 */
export async function switchTo(repository: Repository, args: readonly string[]): Promise<void> {
  const result = await repository.run(['switch', '--quiet', '--no-recurse-submodules', ...args]);
  if (result.exitCode === 0) return;
  if (/invalid reference|is not a branch|a branch is expected/.test(result.stderr)) {
    const branch = args.at(-1) ?? '';
    const names = (await branchesOf(repository, ['refs/heads'])).map(({ name }) => name);
    const suggestion = didYouMean(branch, names);
    throw new ActionError(`there is no branch "${branch}"`, {
      code: 'BRANCH_NOT_FOUND',
      retryable: false,
      suggestions: suggestion === undefined ? ['see list_branches, or use create_branch'] : [suggestion],
    });
  }
  if (/would be overwritten/.test(result.stderr)) {
    throw new ActionError(`local changes would be lost: ${result.stderr.trim().slice(0, 1_000)}`, {
      code: 'LOCAL_CHANGES',
      retryable: false,
      suggestions: ['commit the changes first'],
    });
  }
  throw gitFailed('switch', result);
}
