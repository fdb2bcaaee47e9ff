import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionContext, ActionError, isOrchestrationError } from '@codomyrmex/core';
import { runGit } from './git-command.ts';
import { ownFilters, ownKeys } from './git-settings.ts';
import { configEntries } from './own-programs.ts';

const MAX_DEPTH = 10;
const KEEP_BYTES = 128 * 1024 * 1024;

/**
 * Some commands, `git stash` and `git add --all` among them, ask every submodule that is checked out for changes, whatever the settings say, and
 * git then feeds its files through the filters of its configuration. Hooks and monitors are switched off there as well.
 * @throws ActionError UNTRUSTED_REPOSITORY
 */
export async function refuseSubmoduleFilters(context: ActionContext, folder: string, depth = 0): Promise<void> {
  for (const path of await checkedOutSubmodules(context, folder)) {
    const filters = ownFilters(await keysOf(context, path));
    if (filters.length > 0 || depth === MAX_DEPTH) {
      const why =
        filters.length > 0
          ? `feeds files through programs of its own (filter ${JSON.stringify(filters[0])})`
          : 'lies too deep';
      throw new ActionError(`the submodule at ${path} ${why}; they are not run`, {
        code: 'UNTRUSTED_REPOSITORY',
        retryable: false,
        details: { path },
        suggestions: ['if you trust the repository and its submodules, set trust_repository: true'],
      });
    }
    await refuseSubmoduleFilters(context, path, depth + 1);
  }
}

/** Absolute; whatever `.gitmodules` says or does not say about them. */
async function checkedOutSubmodules(context: ActionContext, folder: string): Promise<string[]> {
  const listed = await runGit(context, {
    cwd: folder,
    args: ['ls-files', '-z', '--stage'],
    settings: 'none',
    keepBytes: KEEP_BYTES,
  });
  const found: string[] = [];
  for (const entry of listed.exitCode === 0 ? listed.stdout.split('\0') : []) {
    if (!entry.startsWith('160000 ')) continue;
    const path = join(folder, entry.slice(entry.indexOf('\t') + 1));
    if ((await lstat(join(path, '.git')).catch(() => undefined)) !== undefined) found.push(path);
  }
  return found;
}

/** None where git finds no repository: it enters none then either. */
async function keysOf(context: ActionContext, folder: string): Promise<string[]> {
  try {
    return ownKeys(await configEntries(context, folder, { access: { kind: 'read' }, overrides: [] }));
  } catch (error) {
    if (isOrchestrationError(error) && error.code === 'GIT_FAILED') return [];
    throw error;
  }
}
