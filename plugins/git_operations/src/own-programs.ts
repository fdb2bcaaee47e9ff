import { type ActionContext, ActionError } from '@codomyrmex/core';
import { type Access, isTrusted, settingsFor } from './access.ts';
import { gitFailed, runGit } from './git-command.ts';
import {
  type ConfigEntry,
  ownFilters,
  ownMergeDrivers,
  ownPrograms,
  parseConfigEntries,
  type Setting,
  withoutFilters,
  withoutMergeOptions,
} from './git-settings.ts';

const PROBE = 'codomyrmex.probe';

/** The names in all configuration that counts for the folder, with where each stands. */
export async function configEntries(
  context: ActionContext,
  folder: string,
  { access, overrides }: { readonly access: Access; readonly overrides: readonly Setting[] },
): Promise<ConfigEntry[]> {
  const result = await runGit(context, {
    cwd: folder,
    args: ['config', '--list', '-z', '--show-scope', '--name-only'],
    settings: settingsFor(access),
    overrides: [...overrides, [PROBE, '1']],
  });
  const entries = result.exitCode === 0 ? parseConfigEntries(result.stdout) : [];
  if (entries.some(({ key }) => key === PROBE)) return entries;
  // 129: an option that this git does not know.
  if (result.exitCode !== 0 && result.exitCode !== 129) throw gitFailed('config --list', result);
  throw new ActionError('git is too old: settings cannot be passed to it safely', {
    code: 'GIT_TOO_OLD',
    retryable: false,
    suggestions: ['install git 2.31 or newer'],
  });
}

const MAX_NAMED = 10;

/**
 * Settings under which no program of the repository's own configuration is run.
 * @throws ActionError UNTRUSTED_REPOSITORY when the action moves content through filters or merge drivers of that configuration.
 */
export function programSettings(
  context: ActionContext,
  { path, keys, access }: { path: string; keys: readonly string[]; access: Access },
): Setting[] {
  if (isTrusted(access)) return [];
  const filters = ownFilters(keys);
  if (access.kind === 'content') {
    if (filters.length > 0) throw untrusted(path, 'feeds files through programs of its own (filter', filters);
    const drivers = access.merges === true ? ownMergeDrivers(keys) : [];
    if (drivers.length > 0) throw untrusted(path, 'merges files by programs of its own (merge driver', drivers);
  }
  const programs = ownPrograms(keys);
  if (programs.length > 0) {
    const more = programs.length > MAX_NAMED ? ` and ${programs.length - MAX_NAMED} more` : '';
    const level = access.kind === 'read' ? 'debug' : 'warn';
    context.log[level](
      `programs that the repository's configuration names are not run: ${programs.slice(0, MAX_NAMED).join(', ')}${more}`,
    );
  }
  return [...withoutFilters(filters), ...withoutMergeOptions(keys)];
}

function untrusted(path: string, does: string, programs: readonly string[]): ActionError {
  const names = programs
    .slice(0, MAX_NAMED)
    .map((name) => JSON.stringify(name))
    .join(', ');
  return new ActionError(
    `the configuration of the repository at "${path}" ${does} ${names}); they are not run, and without them its content would be wrong`,
    {
      code: 'UNTRUSTED_REPOSITORY',
      retryable: false,
      suggestions: ['if you trust the repository, set trust_repository: true'],
    },
  );
}
