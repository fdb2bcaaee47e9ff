import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { repositoryPath } from '../parameters.ts';
import { openRepository } from '../repository.ts';
import { stashesOf, stashSchema } from './stashes.ts';

export const listStashes = defineAction({
  title: 'List stashes',
  description: 'Changes that were put aside, the newest first.',
  input: z.strictObject({ repository_path: repositoryPath }),
  output: z.object({ stashes: z.array(stashSchema) }),
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { repository_path }) {
    return { stashes: await stashesOf(await openRepository(context, repository_path, { kind: 'read' })) };
  },
});
