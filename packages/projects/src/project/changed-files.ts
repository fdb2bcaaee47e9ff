import { join } from 'node:path';
import { type ErrorFamily, ProjectManagementError } from '@codomyrmex/core';
import { type GitResult, git } from '../templates/git.ts';
import { withoutPrograms } from './without-programs.ts';

/** What differs from a commit in a working tree. */
export interface ChangedFiles {
  /** Absolute path of the working tree. */
  readonly root: string;
  /** Absolute paths: changed, added, deleted, and untracked files that are not ignored. */
  readonly files: readonly string[];
  /** What it was compared with; `undefined` where nothing was committed yet: then everything is new. */
  readonly base: string | undefined;
}

const MAX_BYTES = 256 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

/** The working tree that a folder is in; `undefined` where it is in none, or there is no git. */
export async function gitRoot(folder: string): Promise<string | undefined> {
  const result = await asked(folder, ['rev-parse', '--show-toplevel'], {});
  return result === undefined ? undefined : result.replace(/\n$/, '');
}

/**
 * What changed in a working tree since the commit at which the current branch left `since`: committed, uncommitted and
 * untracked. Without `since`, the branch is compared that the remote calls its own (`origin/HEAD`), else `main` or `master`,
 * else the last commit.
 * No program is run that the repository's configuration names, and nothing is fetched. So a file whose time alone changed counts
 * as changed where it goes through a filter (git-lfs), and what is not committed within a submodule does not count.
 * @throws ProjectManagementError INVALID_PARAMETERS when `since` names no commit there · what git could not do: GIT_FAILED.
 */
export async function changedFiles(root: string, since: string | undefined): Promise<ChangedFiles> {
  const environment = await withoutPrograms((words, own) => told(root, words, own));
  const tell = (words: readonly string[]): Promise<string> => told(root, words, environment);
  const base = await baseOf(root, since);
  const changed = await tell(base === undefined ? ['ls-files', '-z'] : [...difference, base, '--']);
  const untracked = await tell(['ls-files', '--others', '--exclude-standard', '-z']);
  const files = new Set([...changed.split('\0'), ...untracked.split('\0')].filter(Boolean));
  return { root, base, files: [...files].map((path) => join(root, path)) };
}

/** Whether a submodule's files changed is asked of its own repository, with its own filters: that is left out. */
const difference = 'diff --name-only -z --no-renames --no-ext-diff --no-textconv --ignore-submodules=dirty'.split(' ');

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
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  return (await asked(root, words, {}))?.trim() || undefined;
}

/** Histories that have nothing in common are compared as they are. */
async function mergeBase(root: string, commit: string): Promise<string> {
  return (await asked(root, ['merge-base', commit, 'HEAD'], {}))?.trim() || commit;
}

type Environment = Readonly<Record<string, string>>;

/** What git says; `undefined` when it says no, or is not there. */
async function asked(folder: string, words: readonly string[], environment: Environment): Promise<string | undefined> {
  const result = await run(folder, words, environment);
  if (result.kind === 'stopped') throw failed(folder, words, result);
  return result.kind === 'ended' && result.code === 0 ? result.stdout.toString('utf8') : undefined;
}

async function told(folder: string, words: readonly string[], environment: Environment): Promise<string> {
  const result = await run(folder, words, environment);
  if (result.kind === 'ended' && result.code === 0) return result.stdout.toString('utf8');
  throw failed(folder, words, result);
}

const run = (folder: string, words: readonly string[], environment: Environment): Promise<GitResult> =>
  git(words, {
    cwd: folder,
    // An older git does not know GIT_NO_LAZY_FETCH; without a protocol it fetches nothing either.
    environment: { ...environment, GIT_ALLOW_PROTOCOL: '' },
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
  });

function failed(folder: string, words: readonly string[], result: GitResult): GitFailed {
  return new GitFailed(`git ${words[0]} failed in ${folder}: ${whyFailed(result)}`, {
    code: 'GIT_FAILED',
    details: { path: folder },
    suggestions: ['Try the same by hand there: git status'],
  });
}

/** Git could not look at a working tree. */
class GitFailed extends ProjectManagementError {
  override readonly family: ErrorFamily = 'world';
}

function whyFailed(result: GitResult): string {
  switch (result.kind) {
    case 'missing':
      return 'git is not on the PATH';
    case 'stopped':
      return result.why === 'time' ? `it took longer than ${TIMEOUT_MS / 1_000} s` : 'it says too much';
    case 'ended':
      return result.stderr.split('\n').slice(-3).join(' ') || `it exited with ${result.code}`;
  }
}

function unknownCommit(root: string, since: string): ProjectManagementError {
  return new ProjectManagementError(`${JSON.stringify(since)} names no commit in ${root}`, {
    code: 'INVALID_PARAMETERS',
    details: { since, path: root },
    suggestions: ['Name a branch, a tag or a commit: --since origin/main. In a shallow clone, fetch it first.'],
  });
}
