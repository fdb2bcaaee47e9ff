import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError, defineAction } from '@codomyrmex/core';
import { folderAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { commandVersions } from './command-version.ts';
import { installPlan, type PlanOptions, sourceIn, sources } from './install/install-plan.ts';
import { runPlan } from './install/run-plan.ts';

export const allowScripts = z
  .boolean()
  .default(false)
  .meta({ description: 'Let code of the project and of its packages run: install scripts, builds, configuration.' });

const input = z.strictObject({
  source: z
    .enum(sources)
    .optional()
    .meta({ description: 'The manifest to install from; the first of these that is there unless given.' }),
  path: z.string().min(1).default('.').meta({ description: 'Its folder, relative to the workspace or absolute.' }),
  dry_run: z.boolean().default(false).meta({ description: 'Only tell which commands would be run.' }),
  allow_scripts: allowScripts,
});

const output = z.object({
  source: z.enum(sources),
  manager: z.string(),
  commands: z.array(z.array(z.string())),
  dry_run: z.boolean(),
  installed: z.boolean().meta({ description: 'The commands were run and ended well.' }),
  scripts: z.enum(['ignored', 'allowed']),
});

export const installDependencies = defineAction({
  title: 'Install dependencies',
  description:
    'Installs what a manifest declares with the manager of the project, by its lock file where there is one. Scripts of packages do not run unless that is allowed.',
  input,
  output,
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  idempotent: true,
  timeout: 1_800,
  examples: [{ title: 'What would be run', input: { dry_run: true } }],
  async run(context, { source: asked, path, dry_run, allow_scripts }) {
    const root = await folderAt(context.resolve(path), path);
    if (asked !== undefined) await mustBeThere(root, asked, path);
    const source = asked ?? (await sourceIn(root, path));
    const scripts: PlanOptions['scripts'] = allow_scripts ? 'allowed' : 'ignored';
    const hasUv = async (): Promise<boolean> => (await commandVersions(context, ['uv'])).some(({ found }) => found);
    const plan = await installPlan(root, source, { scripts, hasUv });
    if (!dry_run) await runPlan(context, root, plan);
    return {
      source,
      manager: plan.manager,
      commands: plan.commands.map((command) => [...command]),
      dry_run,
      installed: !dry_run,
      scripts,
    };
  },
});

async function mustBeThere(root: string, source: string, written: string): Promise<void> {
  const found = await stat(join(root, source)).catch(() => undefined);
  if (found?.isFile() === true) return;
  throw new ActionError(`there is no ${source} in "${written}"`, {
    code: 'PATH_NOT_FOUND',
    retryable: false,
    suggestions: ['leave source out, to take the manifest that is there'],
  });
}
