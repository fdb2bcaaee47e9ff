import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError, NotApplicable } from '@codomyrmex/core';
import { textOf } from '@codomyrmex/source-files';

export const sources = [
  'package.json',
  'pyproject.toml',
  'requirements.txt',
  'Cargo.toml',
  'go.mod',
  'composer.json',
  'Gemfile',
] as const;
export type Source = (typeof sources)[number];

export type Argv = readonly [program: string, ...args: string[]];

export interface InstallPlan {
  readonly source: Source;
  readonly manager: string;
  readonly commands: readonly Argv[];
  /** Added to the environment of the commands. */
  readonly env: Readonly<Record<string, string>>;
}

export interface PlanOptions {
  /** Whether code of the project and of its packages may run: install scripts, builds, configuration that is a program. */
  readonly scripts: 'ignored' | 'allowed';
  readonly hasUv: () => Promise<boolean>;
}

/**
 * How what a manifest declares is installed into the folder `root`: by the manager whose lock file is there, which is then
 * obeyed and not changed.
 * @throws ActionError SCRIPTS_NEEDED when the manager cannot install without running what the project or a package brings.
 */
export async function installPlan(root: string, source: Source, options: PlanOptions): Promise<InstallPlan> {
  switch (source) {
    case 'package.json':
      return nodePlan(root, options);
    case 'pyproject.toml':
      return pyprojectPlan(root, options);
    case 'requirements.txt':
      return requirementsPlan(root, options);
    case 'Cargo.toml':
      return cargoPlan(root, options);
    case 'go.mod':
      // The toolchain that go.mod names would be fetched and run.
      return plan(source, 'go', [['go', 'mod', 'download']], { GOTOOLCHAIN: 'local' });
    case 'composer.json':
      return plan(source, 'composer', [
        [
          'composer',
          'install',
          '--no-interaction',
          ...(options.scripts === 'ignored' ? ['--no-scripts', '--no-plugins'] : []),
        ],
      ]);
    case 'Gemfile':
      return needsScripts(options, 'bundler runs the Gemfile, which is a program', () =>
        plan(source, 'bundler', [['bundle', 'install']]),
      );
  }
}

/** The manifest to install from where none is named. @throws NotApplicable when there is none. */
export async function sourceIn(root: string, written: string, among: readonly Source[] = sources): Promise<Source> {
  for (const source of among) if (await has(root, source)) return source;
  throw new NotApplicable(`there is none of ${among.join(', ')} in "${written}"`);
}

async function nodePlan(root: string, options: PlanOptions): Promise<InstallPlan> {
  const quiet = options.scripts === 'ignored' ? ['--ignore-scripts'] : [];
  if (await has(root, 'pnpm-lock.yaml')) {
    // .pnpmfile.cjs is a program.
    const hooks = options.scripts === 'ignored' ? ['--ignore-pnpmfile'] : [];
    return plan('package.json', 'pnpm', [['pnpm', 'install', '--frozen-lockfile', ...quiet, ...hooks]]);
  }
  if (await has(root, 'yarn.lock')) {
    return needsScripts(options, 'yarn runs the program that .yarnrc names', () =>
      plan('package.json', 'yarn', [['yarn', 'install', '--frozen-lockfile']]),
    );
  }
  const locked = (await has(root, 'package-lock.json')) || (await has(root, 'npm-shrinkwrap.json'));
  // A project's .npmrc can name the program that is used for git.
  const rest = ['--no-audit', '--no-fund', '--git=git', ...quiet];
  return plan('package.json', 'npm', [['npm', locked ? 'ci' : 'install', ...rest]]);
}

async function cargoPlan(root: string, options: PlanOptions): Promise<InstallPlan> {
  const locked = (await has(root, 'Cargo.lock')) ? ['--locked'] : [];
  const make = (): InstallPlan => plan('Cargo.toml', 'cargo', [['cargo', 'fetch', ...locked]]);
  const configured = (await has(root, '.cargo', 'config.toml')) || (await has(root, '.cargo', 'config'));
  return configured ? needsScripts(options, 'the configuration in .cargo can name programs', make) : make();
}

async function pyprojectPlan(root: string, options: PlanOptions): Promise<InstallPlan> {
  const source = 'pyproject.toml';
  if (await has(root, 'poetry.lock')) {
    return needsScripts(options, 'poetry builds packages, which runs them', () =>
      plan(source, 'poetry', [['poetry', 'install', '--no-interaction']]),
    );
  }
  const isLocked = await has(root, 'uv.lock');
  if (isLocked || (await options.hasUv())) {
    const quiet = options.scripts === 'ignored' ? ['--no-install-project', '--no-build'] : [];
    return plan(source, 'uv', [['uv', 'sync', ...(isLocked ? ['--frozen'] : []), ...quiet]]);
  }
  return needsScripts(options, 'pip builds the project, which runs it, and there is no uv', async () =>
    plan(source, 'pip', [...(await venv(root)), [pythonOf(), '-m', 'pip', 'install', '--editable', '.']]),
  );
}

async function requirementsPlan(root: string, options: PlanOptions): Promise<InstallPlan> {
  const source = 'requirements.txt';
  const wheels = options.scripts === 'ignored' ? ['--only-binary', ':all:'] : [];
  const built = lineThatIsBuilt(textOf(join(root, source)) ?? '');
  if (built !== undefined) {
    needsScripts(options, `line ${built} of ${source} is no plain requirement, and may be built`, () => undefined);
  }
  if (await options.hasUv()) {
    const create: Argv[] = (await has(root, '.venv')) ? [] : [['uv', 'venv']];
    return plan(source, 'uv', [...create, ['uv', 'pip', 'install', ...wheels, '--requirement', source]]);
  }
  return plan(source, 'pip', [
    ...(await venv(root)),
    [pythonOf(), '-m', 'pip', 'install', '--disable-pip-version-check', ...wheels, '--requirement', source],
  ]);
}

/**
 * The number of the first line that is not a name with versions: an option, a folder, an archive, an address. Those are built
 * from source whatever is asked for.
 */
function lineThatIsBuilt(text: string): number | undefined {
  const isPlain = (line: string): boolean => {
    const short = line.trim().replace(/\s+/g, ' ');
    return short === '' || short.startsWith('#') || (requirement.test(short) && !archive.test(short));
  };
  const at = text.split(/\r?\n/).findIndex((line) => !isPlain(line));
  return at === -1 ? undefined : at + 1;
}

const requirement =
  /^[A-Za-z0-9][\w.-]{0,99} ?(?:\[[\w ,.-]{0,200}\])?[<>=!~\w .,*+]{0,200}(?:;[^#]{0,300})?(?: #.*)?$/;
const archive = /\.(?:zip|whl|tar|tgz|gz|tbz|bz2|txz|xz|tlz|lz|lzma)\b/i;

async function venv(root: string): Promise<Argv[]> {
  return (await has(root, '.venv')) ? [] : [['python3', '-m', 'venv', '.venv']];
}

const pythonOf = (): string => (process.platform === 'win32' ? '.venv\\Scripts\\python.exe' : '.venv/bin/python');

function plan(
  source: Source,
  manager: string,
  commands: readonly Argv[],
  env: Readonly<Record<string, string>> = {},
): InstallPlan {
  return { source, manager, commands, env };
}

function needsScripts<Result>({ scripts }: PlanOptions, because: string, make: () => Result): Result {
  if (scripts === 'allowed') return make();
  throw new ActionError(`this cannot be installed without running code of the project or of a package: ${because}`, {
    code: 'SCRIPTS_NEEDED',
    retryable: false,
    suggestions: ['set allow_scripts: true if you trust the project and its packages'],
  });
}

async function has(root: string, ...name: readonly string[]): Promise<boolean> {
  return stat(join(root, ...name)).then(
    () => true,
    () => false,
  );
}
