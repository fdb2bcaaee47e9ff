import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { hashOf } from './branches.ts';
import { referenceName, repositoryPath, revision, trustRepository } from './parameters.ts';
import { openRepository } from './repository.ts';
import { resolveRevision } from './resolve-revision.ts';
import { switchTo } from './switch-to.ts';
import { openWorkTree } from './work-tree.ts';

export const createBranch = defineAction({
  title: 'Create branch',
  description: 'Makes a branch at HEAD or at another commit, and switches to it unless told not to.',
  input: z.strictObject({
    branch_name: referenceName,
    start_point: revision.optional().meta({ description: 'HEAD unless given.' }),
    switch: z.boolean().default(true).meta({ description: 'Whether the branch is checked out at once.' }),
    repository_path: repositoryPath,
    trust_repository: trustRepository,
  }),
  output: z.object({ branch: z.string(), hash: z.string().nullable(), switched: z.boolean() }),
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 120,
  examples: [{ title: 'For a fix of a release', input: { branch_name: 'fix/timeout', start_point: 'v2.1.0' } }],
  async run(context, parameters) {
    const { branch_name: branch, start_point, switch: switched, trust_repository: trusted } = parameters;
    const repository = switched
      ? await openWorkTree(context, parameters.repository_path, { trusted })
      : await openRepository(context, parameters.repository_path, { kind: 'references' });
    if ((await hashOf(repository, branch)) !== null) {
      throw new ActionError(`there is a branch "${branch}" already`, {
        code: 'BRANCH_EXISTS',
        retryable: false,
        suggestions: ['choose another name, or use switch_branch'],
      });
    }
    const start = start_point === undefined ? [] : [await resolveRevision(repository, start_point)];
    if (switched) await switchTo(repository, ['--no-track', `--create=${branch}`, ...start]);
    else await repository.text(['branch', '--no-track', '--end-of-options', branch, ...start]);
    return { branch, hash: await hashOf(repository, branch), switched };
  },
});
