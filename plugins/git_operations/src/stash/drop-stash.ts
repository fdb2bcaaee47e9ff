import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { repositoryPath } from '../parameters.ts';
import { openRepository } from '../repository.ts';
import { stashNamed, stashRef, stashSchema } from './stashes.ts';

export const dropStash = defineAction({
  title: 'Drop stash',
  description: 'Removes changes that were put aside, without bringing them back.',
  input: z.strictObject({ stash_ref: stashRef, repository_path: repositoryPath }),
  output: z.object({
    dropped: stashSchema.meta({ description: 'Its hash leads to the changes until git collects what nothing names.' }),
  }),
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 60,
  examples: [{ title: 'The newest', input: { stash_ref: 'stash@{0}' } }],
  async run(context, { stash_ref, repository_path }) {
    const repository = await openRepository(context, repository_path, { kind: 'references' });
    const stash = await stashNamed(repository, stash_ref);
    await repository.text(['stash', 'drop', '--quiet', stash.ref]);
    return { dropped: stash };
  },
});
