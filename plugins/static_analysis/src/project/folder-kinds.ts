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

/** Why a folder of this name holds no source of the project, or `undefined` when it may. */
export function skipFolder(name: string): SkipReason | undefined {
  return reasonOf.get(name);
}

/** A file that stands in every virtual environment of Python, whatever the environment's name. */
export const environmentMark = 'pyvenv.cfg';
