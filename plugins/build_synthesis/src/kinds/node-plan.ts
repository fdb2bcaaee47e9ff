import * as z from 'zod';
import type { Command } from '../command.ts';
import type { ProjectFiles } from '../project-files.ts';
import { doingIf, nothing, type PlannedStage, type ProjectPlan } from '../project-plan.ts';

const manifestSchema = z.object({
  packageManager: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.string()).default({}).catch({}),
  dependencies: z.record(z.string(), z.unknown()).default({}).catch({}),
  devDependencies: z.record(z.string(), z.unknown()).default({}).catch({}),
});

const locks = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['package-lock.json', 'npm'],
] as const;
type PackageManager = (typeof locks)[number][1];

/** Its scripts, by the package manager that it names or whose lock file it has. */
export async function nodePlan(files: ProjectFiles): Promise<ProjectPlan | undefined> {
  if (!(await files.has('package.json'))) return undefined;
  const manifest = manifestSchema.safeParse(await files.json('package.json'));
  if (!manifest.success) return undefined;
  const { packageManager, scripts, dependencies, devDependencies } = manifest.data;
  const lock = await lockOf(files);
  const named = locks.find(([, name]) => packageManager?.startsWith(`${name}@`))?.[1];
  const manager: PackageManager = named ?? lock ?? 'npm';
  const hasDependencies = Object.keys({ ...dependencies, ...devDependencies }).length > 0;
  const script = (name: string): PlannedStage =>
    doingIf(Object.hasOwn(scripts, name), [manager, 'run', name], `package.json has no script "${name}"`);
  return {
    kind: 'node',
    tools: [manager],
    stages: {
      install: doingIf(hasDependencies, await installing(files, manager, lock), 'package.json names no dependencies'),
      lint: script('lint'),
      build: script('build'),
      // What npm itself writes there says that there are none.
      test: scripts.test?.includes('no test specified') === true ? nothing('there are no tests') : script('test'),
    },
  };
}

async function lockOf(files: ProjectFiles): Promise<PackageManager | undefined> {
  for (const [name, manager] of locks) if (await files.has(name)) return manager;
  return undefined;
}

/** With a lock file exactly what it says is installed, and it is not changed. */
async function installing(
  files: ProjectFiles,
  manager: PackageManager,
  lock: PackageManager | undefined,
): Promise<Command> {
  if (lock !== manager) return [manager, 'install'];
  switch (manager) {
    case 'npm':
      return ['npm', 'ci'];
    case 'yarn':
      return ['yarn', 'install', (await files.has('.yarnrc.yml')) ? '--immutable' : '--frozen-lockfile'];
    case 'pnpm':
    case 'bun':
      return [manager, 'install', '--frozen-lockfile'];
  }
}
