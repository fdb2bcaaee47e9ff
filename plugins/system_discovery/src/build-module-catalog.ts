import { defineAction, NotApplicable } from '@codomyrmex/core';
import { folderAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { moduleSchema } from './modules/module.ts';
import { moduleCatalog } from './modules/module-catalog.ts';

export const repoRoot = z
  .string()
  .min(1)
  .default('.')
  .meta({ description: 'The project, relative to the workspace or absolute.' });

export const buildModuleCatalog = defineAction({
  title: 'Build module catalog',
  description:
    'The modules of a project: folders with a manifest and Python packages, each with what its manifest says and what lies in it.',
  input: z.strictObject({ repo_root: repoRoot }),
  output: z.object({
    root: z.string().meta({ description: 'Absolute, links resolved.' }),
    modules: z.array(moduleSchema),
    by_kind: z.record(z.string(), z.int()),
    truncated: z.boolean().meta({ description: 'There are more than 100,000 files or 2,000 modules.' }),
  }),
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 300,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { repo_root }) {
    const root = await folderAt(context.resolve(repo_root), repo_root);
    const { modules, truncated } = await moduleCatalog(context, root);
    if (modules.length === 0)
      throw new NotApplicable(`"${repo_root}" has no module: no manifest and no Python package`);
    const byKind = new Map<string, number>();
    for (const { kind } of modules) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
    return { root, modules: [...modules], by_kind: Object.fromEntries(byKind), truncated };
  },
});
