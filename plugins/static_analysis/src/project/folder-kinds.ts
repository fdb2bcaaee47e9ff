import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SkipReason } from './skip-ledger.ts';

const dependencies = 'node_modules bower_components jspm_packages vendor .venv site-packages Pods';
const buildOutput = 'dist build target .next .nuxt .output .svelte-kit coverage htmlcov .eggs';
const tools =
  '.git .hg .svn .cache .gradle .idea .mypy_cache .nox .pytest_cache .ruff_cache .terraform .tox .turbo .vscode __pycache__';

const reasonOf = new Map<string, SkipReason>([
  ...dependencies.split(' ').map((name) => [name, 'dependencies'] as const),
  ...buildOutput.split(' ').map((name) => [name, 'build_output'] as const),
  ...tools.split(' ').map((name) => [name, 'tool_folder'] as const),
]);

/** A file that stands in every virtual environment of Python, whatever the environment's name. */
const ENVIRONMENT_MARK = 'pyvenv.cfg';

/** Why a folder, by its name and by what marks it, holds no source of the project; `undefined` when it may. */
export function skipFolder(absolutePath: string, name: string): SkipReason | undefined {
  return reasonOf.get(name) ?? (existsSync(join(absolutePath, ENVIRONMENT_MARK)) ? 'dependencies' : undefined);
}
