import { resolve } from 'node:path';
import { type ActionContext, ActionError, type ExecResult } from '@codomyrmex/core';
import { type Access, isTrusted, settingsFor } from './access.ts';
import { existingFolder, insideWorkspace } from './folder.ts';
import { type GitCommand, gitFailed, runGit, withoutCredentials } from './git-command.ts';
import { ownKeys, type Setting } from './git-settings.ts';
import { configEntries, programSettings } from './own-programs.ts';
import { refuseForeignWorkTree } from './own-work-tree.ts';
import { askFolder } from './ownership.ts';
import { refuseSubmoduleFilters } from './submodules.ts';

/** A repository and the folder in it that an action was asked about. */
export interface Repository {
  /** Absolute, links resolved. */
  readonly folder: string;
  readonly kind: 'work_tree' | 'bare';
  /** The folder from the top of the work tree, with `/` at its end; empty at the top and in a bare repository. */
  readonly prefix: string;
  /** The top of the work tree, or the bare repository; absolute. */
  readonly top: string;
  /** Its history was cut when it was cloned. */
  readonly shallow: boolean;
  /** Somebody's configuration names a folder of hooks. */
  readonly hasHooksPath: boolean;
  /** The keys of its own configuration. */
  readonly ownKeys: readonly string[];
  /** Runs git in the folder; a non-zero exit is a result. */
  run(args: GitCommand['args'], options?: RunOptions): Promise<ExecResult>;
  /** What git wrote. @throws ActionError GIT_FAILED on a non-zero exit. */
  text(args: GitCommand['args'], options?: RunOptions): Promise<string>;
}

export type RunOptions = Pick<GitCommand, 'stdin' | 'env' | 'keepBytes' | 'overrides' | 'protocols'>;

export type Found =
  | { readonly kind: 'repository'; readonly repository: Repository }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Opens the repository around `path`. The configuration that it brings along cannot start programs, unless `access` trusts it.
 * @throws ActionError NOT_A_REPOSITORY, PATH_NOT_FOUND, OUTSIDE_WORKSPACE (for writing), UNTRUSTED_REPOSITORY,
 * UNSAFE_OWNERSHIP, GIT_TOO_OLD, COMMAND_NOT_FOUND.
 */
export async function openRepository(context: ActionContext, path: string, access: Access): Promise<Repository> {
  const found = await findRepository(context, path, access);
  if (found.kind === 'repository') return found.repository;
  throw new ActionError(found.reason, {
    code: 'NOT_A_REPOSITORY',
    retryable: false,
    suggestions: ['name a folder inside a git work tree, or run initialize_git_repository first'],
  });
}

/** As {@link openRepository}, with a folder that is in no repository as a value. */
export async function findRepository(context: ActionContext, path: string, access: Access): Promise<Found> {
  const folder = await existingFolder(context.resolve(path), path);
  if (access.kind !== 'read') await insideWorkspace(context, folder, path);
  const opening = await askFolder(context, folder, access);
  if (opening.result.exitCode !== 0) return { kind: 'none', reason: noRepository(path, folder, opening.result) };
  const [bare, shallow, inside, prefix] = lines(opening.result.stdout);
  if (bare !== 'true' && inside !== 'true') {
    return { kind: 'none', reason: `"${path}" (${folder}) is inside the .git folder of a repository` };
  }
  const entries = await configEntries(context, folder, { access, overrides: opening.overrides });
  await refuseForeignWorkTree(context, { folder, prefix, entries, access });
  const keys = ownKeys(entries);
  const top = resolve(folder, '../'.repeat(prefix.split('/').length - 1));
  if (access.kind === 'content' && !access.trusted && bare !== 'true') await refuseSubmoduleFilters(context, top);
  const overrides = [...opening.overrides, ...programSettings(context, { path, keys, access })];
  return {
    kind: 'repository',
    repository: {
      folder,
      kind: bare === 'true' ? 'bare' : 'work_tree',
      prefix,
      top,
      shallow: shallow === 'true',
      ownKeys: keys,
      hasHooksPath: entries.some(({ key, scope }) => key === 'core.hookspath' && scope !== 'command'),
      ...runner(context, folder, { access, overrides }),
    },
  };
}

function noRepository(path: string, folder: string, result: ExecResult): string {
  if (result.stderr.includes('not a git repository')) return `"${path}" (${folder}) is not in a git repository`;
  const said = withoutCredentials(result.stderr.trim().slice(0, 500));
  return `git does not accept "${path}" (${folder}) as a repository: ${said}`;
}

/** The four answers to `askFolder`; a prefix may hold line feeds itself. */
function lines(output: string): [bare: string, shallow: string, inside: string, prefix: string] {
  const [bare = '', shallow = '', inside = '', ...rest] = output.split('\n');
  return [bare, shallow, inside, rest.join('\n').replace(/\n$/, '')];
}

function runner(
  context: ActionContext,
  folder: string,
  { access, overrides }: { readonly access: Access; readonly overrides: readonly Setting[] },
): Pick<Repository, 'run' | 'text'> {
  const run: Repository['run'] = (args, options = {}) =>
    runGit(context, {
      ...options,
      cwd: folder,
      args,
      settings: settingsFor(access),
      programs: isTrusted(access) ? 'own' : 'none',
      overrides: [...overrides, ...(options.overrides ?? [])],
    });
  return {
    run,
    text: async (args, options) => {
      const result = await run(args, options);
      if (result.exitCode !== 0) throw gitFailed(args[0], result);
      return result.stdout;
    },
  };
}
