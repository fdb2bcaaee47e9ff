import { hashOf } from './branches.ts';
import { runOperation } from './operation.ts';
import type { Repository, RunOptions } from './repository.ts';
import { resolveRevision } from './resolve-revision.ts';

export const strategies = ['ort', 'recursive', 'resolve', 'ours', 'subtree'] as const;
export const fastForwards = ['allowed', 'only', 'never'] as const;

export interface Merge {
  /** A hash. */
  readonly source: string;
  readonly message: string;
  readonly strategy: (typeof strategies)[number];
  readonly fastForward: (typeof fastForwards)[number];
  readonly trusted: boolean;
  readonly options: RunOptions;
}

export interface Merged {
  /** `false` when the branch had everything already. */
  readonly merged: boolean;
  readonly fast_forward: boolean;
  readonly hash: string;
}

const fastForwardFlags = { allowed: '--ff', only: '--ff-only', never: '--no-ff' } as const;

/** Merges a commit into what is checked out; a conflict leaves everything as it was. @throws ActionError as `runOperation`. */
export async function mergeCommit(repository: Repository, merge: Merge): Promise<Merged> {
  const before = await headOf(repository);
  await runOperation(repository, {
    args: [
      'merge',
      '--no-edit',
      '--no-stat',
      '--no-progress',
      '--commit',
      '--no-squash',
      '--no-autostash',
      fastForwardFlags[merge.fastForward],
      // Always named: a configuration may make any program called git-merge-… the strategy.
      `--strategy=${merge.strategy}`,
      ...(merge.trusted ? [] : ['--no-verify', '--no-verify-signatures', '--no-gpg-sign']),
      `--message=${merge.message}`,
      merge.source,
    ],
    undo: ['merge', '--abort'],
    options: merge.options,
  });
  const hash = await resolveRevision(repository, 'HEAD');
  return { merged: hash !== before, fast_forward: hash !== before && hash === merge.source, hash };
}

/** The commit that is checked out; `null` when there is none yet. */
export async function headOf(repository: Repository): Promise<string | null> {
  const result = await repository.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  return result.exitCode === 0 ? result.stdout.trim() : null;
}

/** The hash of a branch, or else of anything else with that name. @throws ActionError REVISION_NOT_FOUND */
export async function branchOrRevision(repository: Repository, name: string): Promise<string> {
  return (await hashOf(repository, name)) ?? resolveRevision(repository, name);
}
