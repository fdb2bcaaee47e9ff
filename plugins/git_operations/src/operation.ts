import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError } from '@codomyrmex/core';
import type { GitCommand } from './git-command.ts';
import { gitFailed } from './git-command.ts';
import type { Repository, RunOptions } from './repository.ts';

/** What git leaves in its folder while an operation waits for somebody to solve its conflicts, and how it is given up. */
const states: readonly (readonly [file: string, operation: string])[] = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
];

const MAX_CONFLICTS = 1_000;

/** The operation that is under way in the work tree. */
async function underWay(repository: Repository): Promise<string | undefined> {
  const folder = (await repository.text(['rev-parse', '--absolute-git-dir'])).replace(/\n$/, '');
  for (const [file, operation] of states) {
    if ((await lstat(join(folder, file)).catch(() => undefined)) !== undefined) return operation;
  }
  return undefined;
}

/** @throws ActionError OPERATION_IN_PROGRESS; what somebody else began is neither continued nor given up. */
export async function requireNoOperation(repository: Repository): Promise<void> {
  const operation = await underWay(repository);
  if (operation === undefined) return;
  throw new ActionError(`a ${operation} is under way in ${repository.top}`, {
    code: 'OPERATION_IN_PROGRESS',
    retryable: false,
    details: { operation, path: repository.top },
    suggestions: [`finish it, or give it up: git ${operation} --abort`],
  });
}

export interface Operation {
  readonly args: GitCommand['args'];
  /** Takes it back when it stops half-way. */
  readonly undo: GitCommand['args'];
  readonly options?: RunOptions;
}

/**
 * Runs a command that stops half-way when versions conflict, and takes it back then: files, index and HEAD are as before.
 * `empty` when it would change nothing. Needs {@link requireNoOperation} before it.
 * @throws ActionError MERGE_CONFLICT with the files, LOCAL_CHANGES, NOT_FAST_FORWARD, GIT_FAILED.
 */
export async function runOperation(repository: Repository, operation: Operation): Promise<'done' | 'empty'> {
  const { args, undo, options } = operation;
  const result = await repository.run(args, options);
  if (result.exitCode === 0) return 'done';
  const conflicts = await conflictedFiles(repository);
  if (conflicts.length > 0 || (await underWay(repository)) !== undefined) await repository.text(undo, options);
  const said = `${result.stdout}\n${result.stderr}`;
  if (conflicts.length > 0) throw mergeConflict(args[0], conflicts);
  if (/nothing to commit|nothing added to commit|is now empty/.test(said)) return 'empty';
  if (/would be overwritten|unstaged changes|uncommitted changes|local changes/.test(said)) {
    throw new ActionError(`local changes would be lost: ${result.stderr.trim().slice(0, 1_000)}`, {
      code: 'LOCAL_CHANGES',
      retryable: false,
      suggestions: ['commit the changes first, or put them aside with stash_changes'],
    });
  }
  if (/Not possible to fast-forward|Diverging branches/.test(said)) {
    throw new ActionError(`git ${args[0]}: both sides have commits that the other has not`, {
      code: 'NOT_FAST_FORWARD',
      retryable: false,
      suggestions: ['let it make a merge commit, or rebase first'],
    });
  }
  throw gitFailed(args[0], result.stderr.trim() === '' ? { ...result, stderr: result.stdout } : result);
}

async function conflictedFiles(repository: Repository): Promise<string[]> {
  const written = await repository.text([
    'diff',
    '--name-only',
    '--diff-filter=U',
    '-z',
    '--no-ext-diff',
    '--no-relative',
    '--ignore-submodules=dirty',
  ]);
  return [...new Set(written.split('\0').filter((file) => file !== ''))];
}

function mergeConflict(command: string, files: readonly string[]): ActionError {
  const named = files.slice(0, 10).map((file) => JSON.stringify(file));
  const more = files.length > named.length ? ` and ${files.length - named.length} more` : '';
  return new ActionError(`git ${command} was taken back: both sides changed ${named.join(', ')}${more}`, {
    code: 'MERGE_CONFLICT',
    retryable: false,
    details: { files: files.slice(0, MAX_CONFLICTS) },
    suggestions: ['bring the two sides together by hand, commit, and run this again'],
  });
}
