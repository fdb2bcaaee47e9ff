import { defineAction } from '@codomyrmex/core';
import { folderAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { repoRoot } from './build-module-catalog.ts';
import { inventorySchema, takeInventory } from './inventory.ts';

export const maxCapabilities = z
  .int()
  .min(0)
  .max(20_000)
  .default(500)
  .meta({ description: 'Listed at most; all are counted.' });

export const runFullDiscovery = defineAction({
  title: 'Run full discovery',
  description: 'Modules, what their code offers, and the machine, of a project, in one go. Nothing of it is run.',
  input: z.strictObject({ repo_root: repoRoot, max_capabilities: maxCapabilities }),
  output: inventorySchema.extend({ summary: z.string().meta({ description: 'The same in a sentence.' }) }),
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 900,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { repo_root, max_capabilities }) {
    const root = await folderAt(context.resolve(repo_root), repo_root);
    const inventory = await takeInventory(context, root, max_capabilities);
    const { modules, totals, languages } = inventory;
    const main = languages.slice(0, 3).map(({ language }) => language);
    const summary =
      `${inventory.name}: ${modules.length} modules, ${totals.files} files of code` +
      `${main.length === 0 ? '' : ` (${main.join(', ')})`}, ${totals.functions} functions, ${totals.methods} methods, ` +
      `${totals.classes} classes and types; ${totals.exported} can be used by others, ${totals.documented} of them are documented.`;
    return { ...inventory, summary };
  },
});
