import { parse as parseToml } from 'smol-toml';
import { joined, nameOf } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { readIni } from './ini.ts';
import { codeNote, type PackageFacts, type ProjectCommand, textNote } from './package-facts.ts';
import { attempt, keysOf, memberOf, textOf, textsOf } from './read-member.ts';
import { shellWord } from './shell-word.ts';
import { firstFile } from './test-file.ts';

const manifests = ['pyproject.toml', 'setup.cfg', 'setup.py', 'requirements.txt'] as const;
const lockFiles = ['uv.lock', 'poetry.lock', 'pdm.lock', 'Pipfile.lock'] as const;
const TEST_FILE = /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/;

/** A package of Python. `setup.py` is code and is not read. */
export async function pythonFacts(tree: ProjectTree, folder: string): Promise<PackageFacts | undefined> {
  const manifest = manifests.map((name) => joined(folder, name)).find((path) => tree.has(path));
  if (manifest === undefined) return undefined;
  const toml = await read(tree, joined(folder, 'pyproject.toml'), parseToml);
  const cfg = await read(tree, joined(folder, 'setup.cfg'), readIni);
  const project = memberOf(toml, 'project') ?? memberOf(toml, 'tool', 'poetry');
  const python = pythonOf(project, cfg);
  const requirements = await tree.text(joined(folder, 'requirements.txt'));
  const dependencies = [...dependenciesOf(toml, cfg), ...namesOf(requirements?.split('\n') ?? [])];
  const scripts = scriptsOf(project, cfg);
  return {
    ecosystem: 'python',
    folder,
    manifest,
    name: fact(project, cfg, 'name') ?? nameOf(folder),
    version: fact(project, cfg, 'version'),
    description: fact(project, cfg, 'description'),
    license: fact(project, cfg, 'license') ?? textOf(memberOf(project, 'license', 'text')),
    requires: python === undefined ? [] : [`Python ${python}`],
    dependencies,
    commands: commandsOf(tree, folder, { toml, cfg, dependencies, scripts }),
    lockFiles: lockFiles.map((name) => joined(folder, name)).filter((path) => tree.has(path)),
    rules: [],
    entry: undefined,
    members: membersOf(toml),
  };
}

type Cfg = ReadonlyMap<string, ReadonlyMap<string, string>>;

async function read<Value>(
  tree: ProjectTree,
  path: string,
  parse: (text: string) => Value,
): Promise<Value | undefined> {
  const text = tree.has(path) ? await tree.text(path) : undefined;
  return text === undefined ? undefined : attempt(() => parse(text));
}

const fact = (project: unknown, cfg: Cfg | undefined, key: string): string | undefined =>
  textOf(memberOf(project, key)) ?? literal(cfg?.get('metadata')?.get(key));

const pythonOf = (project: unknown, cfg: Cfg | undefined): string | undefined =>
  textOf(memberOf(project, 'requires-python')) ??
  textOf(memberOf(project, 'dependencies', 'python')) ??
  cfg?.get('options')?.get('python_requires');

/** `attr: package.__version__` would have to be run. */
const literal = (value: string | undefined): string | undefined =>
  value === undefined || /^(?:attr|file):/.test(value) ? undefined : value;

const membersOf = (toml: unknown): readonly string[] | undefined => {
  const members = textsOf(memberOf(toml, 'tool', 'uv', 'workspace', 'members'));
  return members.length === 0 ? undefined : members;
};

/** The names before extras, versions and markers. */
const namesOf = (requirements: readonly string[]): string[] =>
  requirements.flatMap((line) => /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(line)?.[1] ?? []);

function dependenciesOf(toml: unknown, cfg: Cfg | undefined): string[] {
  const groups = [memberOf(toml, 'project', 'optional-dependencies'), memberOf(toml, 'dependency-groups')];
  const poetry = memberOf(toml, 'tool', 'poetry');
  const poetryGroups = memberOf(poetry, 'group');
  return [
    ...namesOf(textsOf(memberOf(toml, 'project', 'dependencies'))),
    ...groups.flatMap((group) => keysOf(group).flatMap((name) => namesOf(textsOf(memberOf(group, name))))),
    ...keysOf(memberOf(poetry, 'dependencies')).filter((name) => name !== 'python'),
    ...keysOf(memberOf(poetry, 'dev-dependencies')),
    ...keysOf(poetryGroups).flatMap((group) => keysOf(memberOf(poetryGroups, group, 'dependencies'))),
    ...namesOf(cfg?.get('options')?.get('install_requires')?.split('\n') ?? []),
    ...Array.from(cfg?.get('options.extras_require')?.values() ?? []).flatMap((text) => namesOf(text.split('\n'))),
  ];
}

/** Programs that the package installs, with what they call. */
function scriptsOf(project: unknown, cfg: Cfg | undefined): ReadonlyMap<string, string> {
  const scripts = memberOf(project, 'scripts');
  const entries = keysOf(scripts).map((name) => [name, textOf(memberOf(scripts, name)) ?? ''] as const);
  const written = cfg?.get('options.entry_points')?.get('console_scripts') ?? '';
  const old = written.split('\n').flatMap((line) => {
    const [, name, call] = /^\s*([^\s=]+)\s*=\s*(\S+)/.exec(line) ?? [];
    return name === undefined || call === undefined ? [] : [[name, call] as const];
  });
  return new Map([...entries, ...old]);
}

interface Seen {
  readonly toml: unknown;
  readonly cfg: Cfg | undefined;
  readonly dependencies: readonly string[];
  readonly scripts: ReadonlyMap<string, string>;
}

function commandsOf(tree: ProjectTree, folder: string, seen: Seen): ProjectCommand[] {
  const has = (name: string) => tree.has(joined(folder, name));
  const tool = has('uv.lock') ? 'uv' : has('poetry.lock') ? 'poetry' : has('pdm.lock') ? 'pdm' : undefined;
  const prefix = tool === undefined ? '' : `${tool} run `;
  const commands: ProjectCommand[] = [];
  const add = (purpose: ProjectCommand['purpose'], command: string, note: string) =>
    commands.push({ purpose, command, note: textNote(note) });
  const install = installing(has, tool, seen);
  if (install !== undefined) add('setup', install, 'install it and what it needs');
  commands.push(...testing(tree, folder, prefix, seen));
  const uses = (name: string) =>
    seen.dependencies.includes(name) || memberOf(seen.toml, 'tool', name) !== undefined || seen.cfg?.has(name) === true;
  if (uses('ruff') || has('ruff.toml') || has('.ruff.toml')) {
    add('lint', `${prefix}ruff check .`, 'lint');
    add('format', `${prefix}ruff format .`, 'format');
  } else if (uses('flake8') || has('.flake8')) add('lint', `${prefix}flake8`, 'lint');
  if (uses('black')) add('format', `${prefix}black .`, 'format');
  if (uses('mypy') || has('mypy.ini')) add('types', `${prefix}mypy .`, 'types');
  if (tool !== undefined && memberOf(seen.toml, 'build-system') !== undefined)
    add('build', `${tool} build`, 'wheel and archive');
  for (const [name, call] of seen.scripts) {
    commands.push({ purpose: 'run', command: `${prefix}${shellWord(name)}`, note: codeNote(call) });
  }
  return commands;
}

function installing(has: (name: string) => boolean, tool: string | undefined, { toml }: Seen): string | undefined {
  if (tool === 'uv') return 'uv sync --locked';
  if (tool !== undefined) return `${tool} install`;
  const extras = ['dev', 'test', 'tests'].filter(
    (name) => memberOf(toml, 'project', 'optional-dependencies', name) !== undefined,
  );
  if (memberOf(toml, 'project') !== undefined || has('setup.py') || has('setup.cfg')) {
    return extras.length === 0 ? 'python -m pip install -e .' : `python -m pip install -e '.[${extras.join(',')}]'`;
  }
  return has('requirements.txt') ? 'python -m pip install -r requirements.txt' : undefined;
}

function testing(tree: ProjectTree, folder: string, prefix: string, seen: Seen): ProjectCommand[] {
  const file = firstFile(tree, folder, (path) => TEST_FILE.test(path));
  const usesPytest =
    seen.dependencies.includes('pytest') ||
    memberOf(seen.toml, 'tool', 'pytest') !== undefined ||
    seen.cfg?.has('tool:pytest') === true ||
    ['pytest.ini', 'conftest.py', 'tests/conftest.py'].some((name) => tree.has(joined(folder, name)));
  if (usesPytest) {
    const all: ProjectCommand = { purpose: 'test', command: `${prefix}python -m pytest`, note: textNote('every test') };
    if (file === undefined) return [all];
    const one = `${prefix}python -m pytest ${shellWord(file)}`;
    return [all, { purpose: 'one_test', command: one, note: textNote('one test file') }];
  }
  const top = file?.includes('/') === true ? file.slice(0, file.indexOf('/')) : '.';
  // unittest finds files by this name alone.
  if (file === undefined || !/(?:^|\/)test[^/]*\.py$/.test(file)) return [];
  return [
    {
      purpose: 'test',
      command: `${prefix}python -m unittest discover -s ${shellWord(top)}`,
      note: textNote('every test'),
    },
    { purpose: 'one_test', command: `${prefix}python -m unittest ${shellWord(file)}`, note: textNote('one test file') },
  ];
}
