import * as z from 'zod';
import type { Command } from '../command.ts';
import type { ProjectFiles } from '../project-files.ts';
import { doing, doingIf, nothing, type PlannedStage, type ProjectPlan } from '../project-plan.ts';

const manifestSchema = z
  .object({
    project: z.looseObject({}).optional(),
    'build-system': z.looseObject({}).optional(),
    tool: z.looseObject({}).default({}),
  })
  .catch({ tool: {} });

/** uv where its lock file is, else the Python of `.venv`, else the machine's, into which nothing is ever installed. */
export async function pythonPlan(files: ProjectFiles, outputDir: string | undefined): Promise<ProjectPlan | undefined> {
  const names = new Set(await files.names());
  if (!['pyproject.toml', 'setup.py', 'requirements.txt'].some((name) => names.has(name))) return undefined;
  const manifest = manifestSchema.parse(await files.toml('pyproject.toml'));
  const hasUv = names.has('uv.lock');
  const own = (await files.names('.venv/bin')).includes('python') ? files.path('.venv/bin/python') : undefined;
  const python = (...args: string[]): Command =>
    hasUv ? ['uv', 'run', '--locked', 'python', ...args] : [own ?? 'python3', ...args];
  const isPackage = names.has('setup.py') || manifest.project !== undefined || manifest['build-system'] !== undefined;
  const out = outputDir ?? 'dist';
  const building: Command = hasUv
    ? ['uv', 'build', '--out-dir', out]
    : python('-m', 'pip', 'wheel', '--no-deps', '--wheel-dir', out, '.');
  return {
    kind: 'python',
    tools: hasUv ? ['uv'] : ['python3'],
    stages: {
      install: installing({ hasUv, own, isPackage, hasRequirements: names.has('requirements.txt') }),
      lint: doingIf('ruff' in manifest.tool, python('-m', 'ruff', 'check', '.'), 'pyproject.toml has no [tool.ruff]'),
      build: doingIf(isPackage, building, 'neither pyproject.toml nor setup.py makes a package of it'),
      test: await testing(files, python, { names, usesPytest: 'pytest' in manifest.tool || names.has('pytest.ini') }),
    },
  };
}

interface Installed {
  readonly hasUv: boolean;
  readonly own: string | undefined;
  readonly isPackage: boolean;
  readonly hasRequirements: boolean;
}

function installing({ hasUv, own, isPackage, hasRequirements }: Installed): PlannedStage {
  if (hasUv) return doing(['uv', 'sync', '--locked']);
  if (own === undefined) return nothing("there is no .venv, and nothing is installed into the machine's Python");
  const pip = (...args: string[]): Command => [own, '-m', 'pip', 'install', ...args];
  if (hasRequirements) return doing(pip('-r', 'requirements.txt'));
  return doingIf(isPackage, pip('-e', '.'), 'it names no dependencies');
}

async function testing(
  files: ProjectFiles,
  python: (...args: string[]) => Command,
  { names, usesPytest }: { readonly names: ReadonlySet<string>; readonly usesPytest: boolean },
): Promise<PlannedStage> {
  if (usesPytest) return doing(python('-m', 'pytest'));
  const folder = ['tests', 'test'].find((name) => names.has(name));
  if (folder === undefined) return nothing('there is no folder tests');
  const hasOwn = (await files.names(folder)).some((name) => /^test.*\.py$|_test\.py$/.test(name));
  return doingIf(hasOwn, python('-m', 'unittest', 'discover', '-s', folder), `${folder} has no tests of Python`);
}
