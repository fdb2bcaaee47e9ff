import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { halfIdentity, identityVariables, realIdentity, requireIdentity, wholeIdentity } from './identity.ts';
import { headOf } from './merge.ts';
import { requireNoOperation } from './operation.ts';
import { authorEmail, authorName, commitMessage, repositoryPath, trustRepository } from './parameters.ts';
import { openRepository } from './repository.ts';
import { skippedHooks } from './skipped-hooks.ts';

export const amendCommit = defineAction({
  title: 'Amend commit',
  description:
    'Replaces the newest commit by one with what is in the index, and another message or author where they are given.',
  input: z
    .strictObject({
      message: commitMessage.optional().meta({ description: 'The old one stays unless given.' }),
      repository_path: repositoryPath,
      author_name: authorName,
      author_email: authorEmail,
      stage_all: z.boolean().default(false).meta({ description: 'Add all changes below repository_path first.' }),
      trust_repository: trustRepository,
    })
    .refine(wholeIdentity, halfIdentity),
  output: z.object({
    hash: z.string(),
    previous: z.string().meta({ description: 'The commit that was replaced.' }),
    hooks_skipped: z.array(z.string()).meta({ description: 'Hooks of the repository that were not run.' }),
  }),
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 300,
  examples: [{ title: 'Another message for the last commit', input: { message: 'Read the configuration once' } }],
  async run(context, parameters) {
    const { message, author_name, author_email, trust_repository: trusted } = parameters;
    const repository = await openRepository(context, parameters.repository_path, { kind: 'content', trusted });
    await requireNoOperation(repository);
    const previous = await headOf(repository);
    if (repository.kind === 'bare' || previous === null) {
      throw new ActionError('there is no commit to amend', { code: 'REVISION_NOT_FOUND', retryable: false });
    }
    const env = identityVariables(parameters);
    await requireIdentity((variable) => repository.run(['var', variable], { env, overrides: realIdentity }));
    if (parameters.stage_all) await repository.text(['add', '--all', '--', '.']);
    const hooks = trusted ? [] : await skippedHooks(repository);
    await repository.text(
      [
        'commit',
        '--amend',
        '--allow-empty',
        '--cleanup=whitespace',
        ...(message === undefined ? ['--no-edit'] : [`--message=${message}`]),
        ...(author_name === undefined ? [] : [`--author=${author_name} <${author_email}>`]),
        ...(trusted ? [] : ['--no-verify', '--no-gpg-sign']),
      ],
      { env, overrides: realIdentity },
    );
    return { hash: (await headOf(repository)) ?? previous, previous, hooks_skipped: hooks };
  },
});
