import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { halfIdentity, identityVariables, realIdentity, requireIdentity, wholeIdentity } from './identity.ts';
import { authorEmail, authorName, referenceName, repositoryPath, revision } from './parameters.ts';
import { openRepository } from './repository.ts';
import { resolveRevision } from './resolve-revision.ts';

const input = z
  .strictObject({
    tag_name: referenceName,
    message: z
      .string()
      .min(1)
      .max(60_000)
      .refine((message) => !message.includes('\0'), 'holds a NUL')
      .optional()
      .meta({ description: 'With a message the tag is annotated; without one it is only a name.' }),
    target: revision.default('HEAD').meta({ description: 'The commit that gets the name.' }),
    repository_path: repositoryPath,
    author_name: authorName,
    author_email: authorEmail,
  })
  .refine(wholeIdentity, halfIdentity);

export const createTag = defineAction({
  title: 'Create tag',
  description: 'Names a commit for good. An existing tag is never moved; tags are not signed.',
  input,
  output: z.object({ tag: z.string(), commit: z.string(), annotated: z.boolean() }),
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 60,
  examples: [{ title: 'A release', input: { tag_name: 'v2.1.1', message: 'Version 2.1.1' } }],
  async run(context, parameters) {
    const { tag_name: tag, message } = parameters;
    const repository = await openRepository(context, parameters.repository_path, { kind: 'references' });
    const taken = await repository.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `refs/tags/${tag}`]);
    if (taken.exitCode === 0) {
      throw new ActionError(`there is a tag "${tag}" already`, {
        code: 'TAG_EXISTS',
        retryable: false,
        suggestions: ['choose another name; tags are not moved'],
      });
    }
    const commit = await resolveRevision(repository, parameters.target);
    const env = identityVariables(parameters);
    if (message !== undefined) {
      await requireIdentity((variable) => repository.run(['var', variable], { env, overrides: realIdentity }));
    }
    const kind = message === undefined ? [] : ['--annotate', `--message=${message}`, '--cleanup=whitespace'];
    await repository.text(['tag', '--no-sign', ...kind, '--end-of-options', tag, commit], {
      env,
      overrides: realIdentity,
    });
    return { tag, commit, annotated: message !== undefined };
  },
});
