import {
  type Ecosystem,
  type EcosystemProposal,
  ifThere,
  isPlainPath,
  joined,
  type LeftOut,
  type Machine,
  nothing,
  type ProposedStep,
} from '../ecosystem.ts';
import { below, foldersWith, isBelow, type RepositoryLook } from '../repository-look.ts';
import { pythonDependencies } from './python-dependencies.ts';

const manifestNames = new Set(['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt']);
const MAX_PROJECTS = 20;

/** What Python tools leave behind. */
const leaves = ['**/__pycache__/**', '**/*.egg-info/**', '.coverage', 'htmlcov/**'];

export const python: Ecosystem = {
  name: 'Python',
  propose(look, machine) {
    const projects = foldersWith(look, (name) => manifestNames.has(name)).slice(0, MAX_PROJECTS);
    const hasLooseFiles = look.files.some((file) => file.endsWith('.py'));
    const folders = projects.length > 0 ? projects : hasLooseFiles ? [''] : [];
    const outermost = folders.filter((one) => !folders.some((other) => other !== one && isBelow(other, one)));
    return joined(outermost.map((folder) => ofProject(folder, look, machine)));
  },
};

interface Project {
  readonly folder: string;
  readonly sources: readonly string[];
  /** pyproject.toml and setup.cfg in one: only the names of their tables are looked for. */
  readonly configuration: string;
  readonly dependencies: readonly string[];
  readonly runner: Runner;
}

/** How Python runs here: by the project's own environment where a tool knows it, else by the machine's. */
interface Runner {
  readonly name: string;
  readonly words: readonly string[];
  readonly program: string;
  /** An environment of the project, whose packages are taken to be installed. */
  readonly hasEnvironment: boolean;
}

function ofProject(folder: string, look: RepositoryLook, machine: Machine): EcosystemProposal {
  if (!isPlainPath(folder)) {
    return {
      ...nothing,
      leftOut: [{ step: 'a Python project', reason: 'commands could misread the name of its folder' }],
    };
  }
  const runner = runnerOf(folder, look, machine);
  const project: Project = {
    folder,
    sources: look.files.filter((file) => isBelow(folder, file) && file.endsWith('.py')),
    configuration: ['pyproject.toml', 'setup.cfg'].map((name) => look.texts.get(below(folder, name)) ?? '').join('\n'),
    dependencies: pythonDependencies(folder, look),
    runner,
  };
  const found = [{ ecosystem: 'Python', folder, detail: `${runner.name}, ${project.sources.length} files` }];
  if (project.sources.length === 0) return { ...nothing, found };
  if (!machine.has(runner.program)) {
    const step = [...runner.words, '-m', 'pytest'].join(' ');
    return { ...nothing, found, leftOut: [{ step, reason: `${runner.program} is not on this machine` }] };
  }
  return joined([
    { found },
    syntax(project),
    lint(project, machine, look),
    types(project, machine),
    tests(project, look, machine),
  ]);
}

function runnerOf(folder: string, look: RepositoryLook, machine: Machine): Runner {
  const environment = ['.venv', 'venv'].find((name) => look.installed.includes(below(folder, name)));
  const has = (name: string): boolean => look.files.includes(below(folder, name));
  const hasTable = (name: string): boolean =>
    (look.texts.get(below(folder, 'pyproject.toml')) ?? '').includes(`[tool.${name}`);
  const declared =
    has('uv.lock') || hasTable('uv') ? 'uv' : has('poetry.lock') || hasTable('poetry') ? 'poetry' : undefined;
  if (declared !== undefined && environment !== undefined && machine.has(declared)) {
    return { name: declared, words: [declared, 'run', 'python'], program: declared, hasEnvironment: true };
  }
  const name =
    declared ?? (hasTable('hatch') ? 'hatch' : has('pyproject.toml') || has('setup.py') ? 'pyproject' : 'plain files');
  // Committed definitions name no interpreter of one machine, save the one that stands at the same place for everybody.
  const own = environment === undefined ? undefined : `${environment}/bin/python`;
  return own !== undefined && machine.isInRepository(below(folder, own))
    ? { name, words: [own], program: 'python3', hasEnvironment: true }
    : { name, words: ['python3'], program: 'python3', hasEnvironment: false };
}

const base = (project: Project): Pick<ProposedStep, 'label' | 'folder' | 'leaves'> => ({
  label: 'python',
  folder: project.folder,
  leaves: leaves.map((pattern) => below(project.folder, pattern)),
});

/** Every file is compiled and none is run: what works without any tool. */
function syntax(project: Project): Partial<EcosystemProposal> {
  const tops = new Set(
    project.sources.map(
      (file) => file.slice(project.folder === '' ? 0 : project.folder.length + 1).split('/')[0] ?? '',
    ),
  );
  const places = [...tops].filter(isPlainPath).slice(0, 50);
  if (places.length === 0) return {};
  return {
    steps: [
      {
        ...base(project),
        kind: 'lint',
        description: 'every Python file has a valid syntax',
        command: [...project.runner.words, '-m', 'compileall', '-q', ...places],
        inputs: [below(project.folder, '**/*.py')],
      },
    ],
  };
}

function lint(project: Project, machine: Machine, look: RepositoryLook): Partial<EcosystemProposal> {
  const isConfigured =
    project.configuration.includes('[tool.ruff') ||
    ['ruff.toml', '.ruff.toml'].some((name) => look.files.includes(below(project.folder, name)));
  if (!isConfigured) return {};
  const step: ProposedStep = {
    ...base(project),
    kind: 'lint',
    description: 'ruff, as the project configures it',
    command: ['ruff', 'check', '--no-cache', '.'],
  };
  return ifThere(machine, 'ruff', step);
}

function types(project: Project, machine: Machine): Partial<EcosystemProposal> {
  if (!/\[tool\.mypy|\[mypy/.test(project.configuration)) return {};
  const missing = missingFor(project, machine, ['mypy']);
  const command = [...project.runner.words, '-m', 'mypy', '.'];
  if (missing !== undefined) return { leftOut: [{ step: command.join(' '), reason: missing }] };
  return { steps: [{ ...base(project), kind: 'types', description: 'mypy, as the project configures it', command }] };
}

const isTest = /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/;

function tests(project: Project, look: RepositoryLook, machine: Machine): Partial<EcosystemProposal> {
  const written = project.sources.filter((file) => isTest.test(file));
  if (written.length === 0) return {};
  const texts = written.map((file) => look.texts.get(file) ?? '');
  const pytest: ProposedStep = {
    ...base(project),
    kind: 'test',
    description: 'the tests, by pytest',
    command: [...project.runner.words, '-m', 'pytest', '-q', '-p', 'no:cacheprovider'],
  };
  const missing = missingFor(project, machine, ['pytest', ...project.dependencies]);
  if (missing === undefined) return { steps: [pytest] };
  const left: LeftOut = { step: pytest.command.join(' '), reason: missing };
  const isPlain = texts.every((text) => /\bunittest\b/.test(text) && !/\bpytest\b/.test(text));
  const folders = new Set(written.map((file) => file.slice(0, file.lastIndexOf('/') + 1)));
  const [only = ''] = [...folders];
  const rest = missingFor(
    project,
    machine,
    project.dependencies.filter((name) => name !== 'pytest'),
  );
  if (!isPlain || folders.size !== 1 || rest !== undefined) return { leftOut: [left] };
  const start = only.slice(project.folder === '' ? 0 : project.folder.length + 1).replace(/\/$/, '') || '.';
  if (!isPlainPath(start) && start !== '.') return { leftOut: [left] };
  return {
    steps: [
      {
        ...pytest,
        description: 'the tests, by unittest',
        command: [
          ...project.runner.words,
          '-m',
          'unittest',
          'discover',
          '-s',
          start,
          '-p',
          /test_/.test(written[0] ?? '') ? 'test_*.py' : '*_test.py',
          '-t',
          '.',
        ],
      },
    ],
  };
}

/** Why a module of Python cannot run here; nothing where an environment of the project is taken to have it. */
function missingFor({ runner }: Project, machine: Machine, distributions: readonly string[]): string | undefined {
  if (runner.hasEnvironment) return undefined;
  const missing = machine.missingInPython(distributions);
  return missing.length === 0 ? undefined : `${missing.slice(0, 5).join(', ')} is not installed for python3`;
}
