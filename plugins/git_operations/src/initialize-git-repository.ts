import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { folderToMake } from './folder.ts';
import { gitFailed, runGit } from './git-command.ts';
import { halfIdentity, identityVariables, realIdentity, requireIdentity, wholeIdentity } from './identity.ts';
import { authorEmail, authorName, referenceName } from './parameters.ts';

const folder = z.string().min(1).optional();
const input = z
  .strictObject({
    repository_path: folder.meta({ description: 'The folder; made where there is none. The workspace unless given.' }),
    path: folder.meta({ description: 'Another name for repository_path.' }),
    initial_commit: z.boolean().default(true).meta({ description: 'Begin with an empty commit.' }),
    default_branch: referenceName.default('main'),
    author_name: authorName,
    author_email: authorEmail,
  })
  .refine(wholeIdentity, halfIdentity);

export const initializeGitRepository = defineAction({
  title: 'Initialize git repository',
  description: 'Makes a repository in a folder. One that is there already is left as it is.',
  input,
  output: z.object({
    folder: z.string(),
    created: z.boolean().meta({ description: 'false when there was a repository already.' }),
    branch: z.string().nullable(),
    initial_commit: z.string().nullable().meta({ description: 'Its hash.' }),
  }),
  effects: ['exec', 'fs:write'],
  idempotent: true,
  timeout: 60,
  examples: [
    {
      title: 'A new project, with somebody to commit as',
      input: { repository_path: 'new-service', author_name: 'Ada Lovelace', author_email: 'ada@example.com' },
    },
  ],
  async run(context, parameters) {
    const made = await folderToMake(context, parameters.repository_path ?? parameters.path ?? '.');
    if ((await lstat(join(made, '.git')).catch(() => undefined)) !== undefined) {
      return { folder: made, created: false, branch: null, initial_commit: null };
    }
    const env = identityVariables(parameters);
    const git = (cwd: string, ...args: [string, ...string[]]) =>
      runGit(context, { cwd, args, settings: 'user', env, overrides: realIdentity });
    const { default_branch: branch } = parameters;
    if (parameters.initial_commit) await requireIdentity((variable) => git(context.workspace, 'var', variable));
    await mkdir(made, { recursive: true }).catch((cause: unknown) => {
      throw new ActionError(`the folder ${made} cannot be made`, {
        code: 'PERMISSION_DENIED',
        retryable: false,
        cause,
      });
    });
    const initialized = await git(made, 'init', '--quiet', '--template=', `--initial-branch=${branch}`);
    if (initialized.exitCode !== 0) throw gitFailed('init', initialized);
    if (!parameters.initial_commit) return { folder: made, created: true, branch, initial_commit: null };
    const committed = await git(made, 'commit', '--quiet', '--allow-empty', '--no-verify', '--message=Initial commit');
    if (committed.exitCode !== 0) throw gitFailed('commit', committed);
    const head = await git(made, 'rev-parse', 'HEAD');
    return { folder: made, created: true, branch, initial_commit: head.stdout.trim() };
  },
});
