import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { repositoryPath } from './parameters.ts';
import { findRepository } from './repository.ts';

const output = z.object({
  is_repository: z.boolean(),
  kind: z.enum(['work_tree', 'bare']).nullable(),
  is_top: z.boolean().meta({ description: 'The folder is the top of the work tree, or the bare repository.' }),
  shallow: z.boolean(),
  reason: z.string().nullable().meta({ description: 'Why it is none.' }),
});

export const isGitRepository = defineAction({
  title: 'Is it a git repository',
  description: 'Whether a folder lies in a git repository, and in what kind.',
  input: z.strictObject({ repository_path: repositoryPath }),
  output,
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 60,
  examples: [
    { title: 'The workspace', input: {} },
    { title: 'A folder of it', input: { repository_path: 'packages/api' } },
  ],
  async run(context, { repository_path }) {
    const found = await findRepository(context, repository_path, { kind: 'read' });
    if (found.kind === 'none') {
      return { is_repository: false, kind: null, is_top: false, shallow: false, reason: found.reason };
    }
    const { kind, prefix, shallow } = found.repository;
    return { is_repository: true, kind, is_top: prefix === '', shallow, reason: null };
  },
});
