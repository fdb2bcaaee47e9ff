import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { requireNoOperation } from '../operation.ts';
import { commitMessage, repositoryPath, trustRepository } from '../parameters.ts';
import { openWorkTree } from '../work-tree.ts';
import { ownPaths, stashesOf, stashSchema } from './stashes.ts';

export const stashChanges = defineAction({
  title: 'Stash changes',
  description: 'Puts all changes of the repository aside, so that its files are those of HEAD.',
  input: z.strictObject({
    message: commitMessage
      .optional()
      .meta({ description: 'How list_stashes names it; the branch and its last commit unless given.' }),
    repository_path: repositoryPath,
    include_untracked: z.boolean().default(false).meta({ description: 'Files that git does not know as well.' }),
    trust_repository: trustRepository,
  }),
  output: z.object({
    stashed: z.boolean().meta({ description: 'false when there was nothing to put aside.' }),
    stash: stashSchema.nullable(),
  }),
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 300,
  examples: [
    { title: 'Everything, new files as well', input: { message: 'Before the update', include_untracked: true } },
  ],
  async run(context, { message, repository_path, include_untracked, trust_repository: trusted }) {
    const repository = await openWorkTree(context, repository_path, { trusted });
    await requireNoOperation(repository);
    const [before] = await stashesOf(repository);
    await repository.text(
      [
        'stash',
        'push',
        '--quiet',
        include_untracked ? '--include-untracked' : '--no-include-untracked',
        ...(message === undefined ? [] : [`--message=${message}`]),
      ],
      { env: ownPaths },
    );
    const [stash] = await stashesOf(repository);
    const stashed = stash !== undefined && stash.hash !== before?.hash;
    return { stashed, stash: stashed ? stash : null };
  },
});
