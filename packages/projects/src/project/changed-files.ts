import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ProjectManagementError } from '@codomyrmex/core';

/** What differs from a commit in a working tree. */
export interface ChangedFiles {
  /** Absolute path of the working tree. */
  readonly root: string;
  /** Absolute paths: changed, added, deleted, and untracked files that are not ignored. */
  readonly files: readonly string[];
  /** What it was compared with; `undefined` where nothing was committed yet: then everything is new. */
  readonly base: string | undefined;
}

const MAX_OUTPUT = 256 * 1024 * 1024;
const run = promisify(execFile);

/** Nothing that the project's own git configuration names as a program is started for looking at it. */
const settings = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.untrackedCache=false'];

/** The working tree that a folder is in; `undefined` where it is in none, or there is no git. */
export async function gitRoot(folder: string): Promise<string | undefined> {
  try {
    return (await git(folder, ['rev-parse', '--show-toplevel'])).replace(/\n$/, '');
  } catch {
    return undefined; // not in a repository, or git is not installed: the caller says so
  }
}

/**
 * What changed in a working tree since the commit at which the current branch left `since`: committed, uncommitted and
 * untracked. Without `since`, the branch is compared that the remote calls its own (`origin/HEAD`), else `main` or `master`,
 * else the last commit.
 * @throws ProjectManagementError INVALID_PARAMETERS when `since` names no commit there.
 */
export async function changedFiles(root: string, since: string | undefined): Promise<ChangedFiles> {
  const base = await baseOf(root, since);
  const changed =
    base === undefined
      ? await git(root, ['ls-files', '-z'])
      : await git(root, ['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', base, '--']);
  const untracked = await git(root, ['ls-files', '--others', '--exclude-standard', '-z']);
  const files = new Set([...changed.split('\0'), ...untracked.split('\0')].filter(Boolean));
  return { root, base, files: [...files].map((path) => join(root, path)) };
}

async function baseOf(root: string, since: string | undefined): Promise<string | undefined> {
  if (since !== undefined) {
    const commit = await commitOf(root, since);
    if (commit === undefined) throw unknownCommit(root, since);
    return mergeBase(root, commit);
  }
  for (const name of ['refs/remotes/origin/HEAD', 'refs/heads/main', 'refs/heads/master', 'HEAD']) {
    const commit = await commitOf(root, name);
    if (commit !== undefined) return mergeBase(root, commit);
  }
  return undefined;
}

async function commitOf(root: string, name: string): Promise<string | undefined> {
  try {
    const commit = await git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
    return commit.trim() || undefined;
  } catch {
    return undefined; // no such commit: the caller says so
  }
}

/** Histories that have nothing in common are compared as they are. */
async function mergeBase(root: string, commit: string): Promise<string> {
  try {
    return (await git(root, ['merge-base', commit, 'HEAD'])).trim();
  } catch {
    return commit;
  }
}

async function git(folder: string, words: readonly string[]): Promise<string> {
  const { stdout } = await run('git', [...settings, '-C', folder, ...words], { maxBuffer: MAX_OUTPUT });
  return stdout;
}

function unknownCommit(root: string, since: string): ProjectManagementError {
  return new ProjectManagementError(`${JSON.stringify(since)} names no commit in ${root}`, {
    code: 'INVALID_PARAMETERS',
    details: { since, path: root },
    suggestions: ['Name a branch, a tag or a commit: --since origin/main. In a shallow clone, fetch it first.'],
  });
}
