import { type ActionContext, ActionError, type ExecResult } from '@codomyrmex/core';
import { type Access, settingsFor } from './access.ts';
import { runGit } from './git-command.ts';
import type { Setting } from './git-settings.ts';

/** What {@link openingQuestions} brought, and the settings that it took. */
export interface Opening {
  readonly result: ExecResult;
  readonly overrides: readonly Setting[];
}

/** What is asked first of a folder; the answers stand in lines of this order. */
const openingQuestions = [
  'rev-parse',
  '--is-bare-repository',
  '--is-shallow-repository',
  '--is-inside-work-tree',
  '--show-prefix',
] as const;

/**
 * Git refuses folders of other owners unless the user has named them as safe. Reading leaves the user's configuration out,
 * so that list, and nothing else of it, is asked for when it is needed.
 */
export async function askFolder(context: ActionContext, folder: string, access: Access): Promise<Opening> {
  const settings = settingsFor(access);
  const first = await runGit(context, { cwd: folder, args: [...openingQuestions], settings });
  if (!isDubious(first)) return { result: first, overrides: [] };
  const overrides: Setting[] = [];
  for (const scope of ['--system', '--global']) {
    const listed = await runGit(context, {
      cwd: folder,
      args: ['config', scope, '-z', '--get-all', 'safe.directory'],
      settings: 'user',
    });
    const folders = listed.exitCode === 0 ? listed.stdout.split('\0').filter((name) => name !== '') : [];
    overrides.push(...folders.map((name): Setting => ['safe.directory', name]));
  }
  const second = await runGit(context, { cwd: folder, args: [...openingQuestions], settings, overrides });
  if (!isDubious(second)) return { result: second, overrides };
  throw new ActionError(`the repository at ${folder} belongs to somebody else, and git refuses to use it`, {
    code: 'UNSAFE_OWNERSHIP',
    retryable: false,
    details: { path: folder },
    suggestions: [`if you trust it: git config --global --add safe.directory ${JSON.stringify(folder)}`],
  });
}

const isDubious = (result: ExecResult): boolean => result.exitCode !== 0 && result.stderr.includes('dubious ownership');
