import { ActionError, defineAction } from '@codomyrmex/core';
import { folderAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { commandVersions } from './command-version.ts';
import type { Dependency } from './dependencies/dependency.ts';
import { dependencyState, isNeeded } from './dependencies/dependency-state.ts';
import { type InstallPlan, installPlan, type Source, sourceIn } from './install/install-plan.ts';
import { runPlan } from './install/run-plan.ts';
import { allowScripts } from './install-dependencies.ts';

const input = z.strictObject({
  path: z.string().min(1).default('.').meta({ description: 'The folder with the manifest.' }),
  dependencies: z
    .array(z.string().min(1).max(214))
    .min(1)
    .max(1_000)
    .optional()
    .meta({ description: 'What must be there; all that is declared unless given.' }),
  dry_run: z
    .boolean()
    .default(false)
    .meta({ description: 'Only tell what is missing and which commands would be run.' }),
  allow_scripts: allowScripts,
});

export const ensureDependenciesInstalled = defineAction({
  title: 'Ensure dependencies are installed',
  description:
    'Installs what is declared when some of it is not there, and does nothing otherwise. Fails when something is missing afterwards.',
  input,
  output: z.object({
    satisfied: z.boolean().meta({ description: 'False in a dry run that found something missing.' }),
    installed: z.boolean().meta({ description: 'Something was missing, and was installed.' }),
    missing_before: z.array(z.string()),
    commands: z.array(z.array(z.string())).meta({ description: 'Run, or to be run.' }),
    dry_run: z.boolean(),
  }),
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  idempotent: true,
  timeout: 1_800,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { path, dependencies: asked, dry_run, allow_scripts }) {
    const root = await folderAt(context.resolve(path), path);
    const look = async (): Promise<Dependency[]> =>
      (await dependencyState(root, { written: path, asked })).filter(isLacking);
    const before = await look();
    const hasUv = async (): Promise<boolean> => (await commandVersions(context, ['uv'])).some(({ found }) => found);
    const plans: InstallPlan[] = [];
    for (const source of await sourcesOf(root, path, before)) {
      plans.push(await installPlan(root, source, { scripts: allow_scripts ? 'allowed' : 'ignored', hasUv }));
    }
    if (!dry_run) {
      for (const plan of plans) await runPlan(context, root, plan);
      if (plans.length > 0) refuseIfLacking(await look());
    }
    return {
      satisfied: !dry_run || before.length === 0,
      installed: !dry_run && plans.length > 0,
      missing_before: before.map(({ name }) => name),
      commands: plans.flatMap(({ commands }) => commands.map((command) => [...command])),
      dry_run,
    };
  },
});

/** What nothing tells of, such as Python packages without a `.venv`, is taken to be missing. */
const isLacking = (one: Dependency): boolean => one.status !== 'ok' && isNeeded(one);

async function sourcesOf(root: string, path: string, lacking: readonly Dependency[]): Promise<readonly Source[]> {
  const found: Source[] = [];
  if (lacking.some(({ ecosystem }) => ecosystem === 'npm')) found.push('package.json');
  if (lacking.some(({ ecosystem }) => ecosystem === 'python')) found.push(await sourceIn(root, path, pythonSources));
  return found;
}

const pythonSources = ['pyproject.toml', 'requirements.txt'] as const;

function refuseIfLacking(lacking: readonly Dependency[]): void {
  if (lacking.length === 0) return;
  const names = lacking.map(({ name }) => name);
  throw new ActionError(`not there after installing: ${names.slice(0, 20).join(', ')}`, {
    code: 'DEPENDENCIES_MISSING',
    retryable: false,
    details: { missing: names },
    suggestions: ['declare in the manifest what is not declared, or make the lock file anew'],
  });
}
