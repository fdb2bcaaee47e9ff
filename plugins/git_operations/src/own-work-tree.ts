import { realpath } from 'node:fs/promises';
import { type ActionContext, ActionError } from '@codomyrmex/core';
import { type Access, settingsFor } from './access.ts';
import { runGit } from './git-command.ts';
import type { ConfigEntry } from './git-settings.ts';

interface WorkTree {
  readonly folder: string;
  /** The folder from the top, as git says. */
  readonly prefix: string;
  readonly entries: readonly ConfigEntry[];
  readonly access: Access;
}

/**
 * A repository's configuration may name any folder as its work tree, and git would then read or write there.
 * That is right for submodules, whose work tree points back at the repository, and refused otherwise.
 * @throws ActionError UNTRUSTED_REPOSITORY
 */
export async function refuseForeignWorkTree(context: ActionContext, tree: WorkTree): Promise<void> {
  const { folder, prefix, entries, access } = tree;
  if (!entries.some(({ key }) => key === 'core.worktree')) return;
  const top = await realpath(`${folder}/${'../'.repeat(prefix.split('/').length - 1)}`);
  const gitFolder = async (cwd: string, args: readonly [string, ...string[]]): Promise<string | undefined> => {
    const result = await runGit(context, { cwd, args, settings: settingsFor(access) });
    return result.exitCode === 0 ? realpath(result.stdout.replace(/\n$/, '')) : undefined;
  };
  const used = await gitFolder(folder, ['rev-parse', '--absolute-git-dir']);
  const fromTop = await gitFolder(top, ['rev-parse', '--resolve-git-dir', `${top}/.git`]);
  if (used !== undefined && used === fromTop) return;
  throw new ActionError(
    `the configuration of the repository at ${folder} names ${top} as its work tree, which does not belong to it`,
    {
      code: 'UNTRUSTED_REPOSITORY',
      retryable: false,
      details: { path: folder },
      suggestions: ['look at core.worktree in the .git/config of that repository'],
    },
  );
}
