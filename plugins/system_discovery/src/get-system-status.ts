import { defineAction } from '@codomyrmex/core';
import { folderAt, workTreeAround } from '@codomyrmex/source-files';
import * as z from 'zod';
import { repoRoot } from './build-module-catalog.ts';
import { gitBranch, systemStatus, systemStatusSchema } from './system-status.ts';

export const getSystemStatus = defineAction({
  title: 'Get system status',
  description: 'How the machine is doing, load, memory and disk, and what is checked out where the project lies.',
  input: z.strictObject({ repo_root: repoRoot }),
  output: z.object({
    root: z.string(),
    has_git: z.boolean(),
    branch: z.string().nullable(),
    system: systemStatusSchema,
  }),
  effects: ['fs:read'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'This machine', input: {} }],
  async run(context, { repo_root }) {
    const root = await folderAt(context.resolve(repo_root), repo_root);
    return {
      root,
      has_git: (await workTreeAround(root)) !== undefined,
      branch: gitBranch(root),
      system: await systemStatus(root),
    };
  },
});
