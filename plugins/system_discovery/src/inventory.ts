import { basename } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';
import { workTreeAround } from '@codomyrmex/source-files';
import * as z from 'zod';
import { analyze } from './capabilities/analyze.ts';
import { capabilitySchema } from './capabilities/capability.ts';
import { languageCountsSchema } from './capabilities/capability-survey.ts';
import { moduleSchema } from './modules/module.ts';
import { moduleCatalog } from './modules/module-catalog.ts';
import { gitBranch, systemStatus, systemStatusSchema } from './system-status.ts';

export const inventorySchema = z.object({
  root: z.string().meta({ description: 'Absolute, links resolved.' }),
  name: z.string(),
  discovered_at: z.string().meta({ description: 'ISO time.' }),
  has_git: z.boolean(),
  branch: z.string().nullable(),
  modules: z.array(moduleSchema),
  totals: languageCountsSchema.omit({ language: true }),
  languages: z.array(languageCountsSchema),
  capabilities: z.array(capabilitySchema).meta({ description: 'What others can use.' }),
  capabilities_left_out: z.int(),
  system: systemStatusSchema,
  truncated: z.boolean(),
  skipped: z.record(z.string(), z.int()).meta({ description: 'Files that were not read for capabilities, by reason.' }),
});
/** Everything that can be told of a project without running it. */
export type Inventory = z.output<typeof inventorySchema>;

const MAX_FILES = 20_000;
const MAX_FILE_BYTES = 512 * 1024;

/** Modules, capabilities and machine, for the folder `root`, an absolute path without links. */
export async function takeInventory(context: ActionContext, root: string, maxCapabilities: number): Promise<Inventory> {
  context.progress(0, 'modules');
  const catalog = await moduleCatalog(context, root);
  context.progress(0.3, 'capabilities');
  const analysis = await analyze(context, root, {
    maxFiles: MAX_FILES,
    maxFileBytes: MAX_FILE_BYTES,
    maxCapabilities,
    keep: 'exported',
  });
  return {
    root,
    name: catalog.modules.find(({ path }) => path === '.')?.name ?? basename(root),
    discovered_at: new Date(context.now()).toISOString(),
    has_git: (await workTreeAround(root)) !== undefined,
    branch: gitBranch(root),
    modules: [...catalog.modules],
    totals: analysis.survey.totals,
    languages: analysis.survey.languages,
    capabilities: [...analysis.capabilities],
    capabilities_left_out: analysis.capabilitiesLeftOut,
    system: await systemStatus(root),
    truncated: catalog.truncated || analysis.reachedLimit,
    skipped: analysis.skipped.counts,
  };
}
