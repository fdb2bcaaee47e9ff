import { type ActionContext, ActionError, type ExecResult } from '@codomyrmex/core';
import { type Programs, type Setting, settingArguments, settingVariables } from './git-settings.ts';

/** Whose configuration counts beside the repository's: `none`, so that answers are the same on every machine, or the user's. */
export type Settings = 'none' | 'user';

export interface GitCommand {
  readonly cwd: string;
  readonly args: readonly [string, ...string[]];
  readonly settings: Settings;
  readonly programs?: Programs;
  readonly overrides?: readonly Setting[];
  /** Transports that may be used, joined by `:`; none unless given. */
  readonly protocols?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly keepBytes?: number;
}

const MAX_STDERR = 2_000;

/**
 * Runs git without a shell, prompts, pager and network. Path arguments are names, never patterns.
 * A non-zero exit is a result.
 * @throws ActionError COMMAND_NOT_FOUND when git is not installed.
 */
export function runGit(context: ActionContext, command: GitCommand): Promise<ExecResult> {
  return context.exec(['git', '--no-pager', ...settingArguments(command.programs ?? 'none'), ...command.args], {
    cwd: command.cwd,
    env: {
      ...variables,
      ...(command.settings === 'none' && withoutUser),
      GIT_ALLOW_PROTOCOL: command.protocols ?? 'none',
      ...settingVariables(command.overrides ?? []),
      ...command.env,
    },
    ...(command.stdin !== undefined && { stdin: command.stdin }),
    keepBytes: command.keepBytes ?? 4 * 1024 * 1024,
  });
}

const variables: Readonly<Record<string, string>> = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_EDITOR: ':',
  GIT_PAGER: 'cat',
  GIT_LITERAL_PATHSPECS: '1',
  // A partial clone would otherwise fetch what is missing, from where its own configuration says.
  GIT_NO_LAZY_FETCH: '1',
};

const withoutUser: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  // Reading does not refresh the index on disk.
  GIT_OPTIONAL_LOCKS: '0',
};

/** What a failed command becomes: its own words, without credentials. */
export function gitFailed(command: string, result: ExecResult): ActionError {
  const said = withoutCredentials(result.stderr.trim().slice(0, MAX_STDERR));
  const details = { command: `git ${command}`, exit_code: result.exitCode };
  if (/index\.lock|cannot lock ref|another git process/i.test(said)) {
    return new ActionError(`git ${command}: another process is working on the repository: ${said}`, {
      code: 'REPOSITORY_LOCKED',
      details,
      suggestions: ['try again when the other process is done; remove the lock file if there is none'],
    });
  }
  return new ActionError(`git ${command} failed${said === '' ? '' : `: ${said}`}`, {
    code: 'GIT_FAILED',
    retryable: false,
    details,
  });
}

export function withoutCredentials(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1***@');
}
