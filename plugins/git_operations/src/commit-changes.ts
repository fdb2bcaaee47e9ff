import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { addFiles, nameList } from './add-files.ts';
import { gitFailed } from './git-command.ts';
import { numstatFormat, parseNumstat } from './history/numstat.ts';
import { halfIdentity, identityVariables, realIdentity, requireIdentity, wholeIdentity } from './identity.ts';
import { authorEmail, authorName, commitMessage, filePath, repositoryPath, trustRepository } from './parameters.ts';
import { openRepository, type Repository } from './repository.ts';
import { skippedHooks } from './skipped-hooks.ts';

const input = z
  .strictObject({
    message: commitMessage.meta({
      description: 'The message of the commit: a line of what it does, then, after an empty line, why.',
    }),
    repository_path: repositoryPath,
    author_name: authorName,
    author_email: authorEmail,
    stage_all: z.boolean().default(true).meta({ description: 'Add all changes below repository_path first.' }),
    file_paths: z
      .array(filePath)
      .min(1)
      .max(10_000)
      .optional()
      .meta({ description: 'Commit these alone, relative to repository_path, whatever else is in the index.' }),
    trust_repository: trustRepository,
  })
  .refine(wholeIdentity, halfIdentity);
type Input = z.output<typeof input>;

const output = z.object({
  committed: z.boolean().meta({ description: 'false when there was nothing to commit.' }),
  hash: z.string().nullable(),
  branch: z.string().nullable().meta({ description: 'null when HEAD is detached, or nothing was committed.' }),
  files: z.int(),
  added: z.int(),
  deleted: z.int(),
  hooks_skipped: z.array(z.string()).meta({ description: 'Hooks of the repository that were not run.' }),
});

export const commitChanges = defineAction({
  title: 'Commit changes',
  description: 'Adds changes and commits them. Hooks and signing run only in a repository that is trusted.',
  input,
  output,
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 300,
  examples: [{ title: 'Everything', input: { message: 'Update the generated docs' } }],
  async run(context, parameters) {
    const trusted = parameters.trust_repository;
    const repository = await openRepository(context, parameters.repository_path, { kind: 'content', trusted });
    if (repository.kind === 'bare') {
      throw new ActionError('a bare repository has no files to commit', { code: 'NO_WORK_TREE', retryable: false });
    }
    const env = identityVariables(parameters);
    await requireIdentity((variable) => repository.run(['var', variable], { env, overrides: realIdentity }));
    await stage(repository, parameters);
    const hooks = trusted ? [] : await skippedHooks(repository);
    const committed = await commit(repository, parameters, env);
    if (!committed)
      return { committed, hash: null, branch: null, files: 0, added: 0, deleted: 0, hooks_skipped: hooks };
    return { committed, ...(await headOf(repository)), hooks_skipped: hooks };
  },
});

async function stage(repository: Repository, { file_paths, stage_all }: Input): Promise<void> {
  if (file_paths !== undefined) await addFiles(repository, file_paths);
  else if (stage_all) await repository.text(['add', '--all', '--', '.']);
}

/** Whether there was something to commit. */
async function commit(repository: Repository, parameters: Input, env: Record<string, string>): Promise<boolean> {
  const { file_paths, message } = parameters;
  const result = await repository.run(
    [
      'commit',
      `--message=${message}`,
      '--cleanup=whitespace',
      ...(parameters.trust_repository ? [] : ['--no-verify']),
      ...(file_paths === undefined ? [] : ['--only', '--pathspec-from-file=-', '--pathspec-file-nul']),
    ],
    { env, overrides: realIdentity, ...(file_paths !== undefined && { stdin: nameList(file_paths) }) },
  );
  if (result.exitCode === 0) return true;
  if (/nothing to commit|nothing added to commit|no changes added to commit/.test(result.stdout)) return false;
  throw gitFailed('commit', result.stderr.trim() === '' ? { ...result, stderr: result.stdout } : result);
}

async function headOf(repository: Repository) {
  const written = await repository.text(
    ['diff-tree', '-r', '--root', '--always', '-M', '--numstat', '-z', `--format=${numstatFormat}`, 'HEAD'],
    { keepBytes: 32 * 1024 * 1024 },
  );
  const [head] = parseNumstat(written);
  const branch = await repository.run(['symbolic-ref', '--short', '--quiet', 'HEAD']);
  const changes = head?.changes ?? [];
  return {
    hash: head?.hash ?? null,
    branch: branch.exitCode === 0 ? branch.stdout.replace(/\n$/, '') : null,
    files: changes.length,
    added: changes.reduce((sum, change) => sum + change.added, 0),
    deleted: changes.reduce((sum, change) => sum + change.deleted, 0),
  };
}
