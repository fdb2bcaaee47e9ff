import { parse as parseYaml } from 'yaml';
import { joined } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { codeNote, type PackageFacts, type ProjectCommand, type Purpose, textNote } from './package-facts.ts';
import { attempt, keysOf, memberOf, textOf, textsOf } from './read-member.ts';
import { shellWord } from './shell-word.ts';
import { firstFile } from './test-file.ts';

const locks = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
] as const;
type PackageManager = (typeof locks)[number][1];

/** Scripts by the name that is usual; every other one is a script. */
const purposeOf: Readonly<Record<string, Purpose>> = {
  setup: 'setup',
  build: 'build',
  compile: 'build',
  test: 'test',
  lint: 'lint',
  typecheck: 'types',
  'type-check': 'types',
  types: 'types',
  format: 'format',
  fmt: 'format',
  fix: 'format',
  start: 'run',
  dev: 'run',
  serve: 'run',
};

/** Runners of tests that take the file to run. */
const runners = [
  ['vitest', (file: string) => `npx vitest run ${file}`],
  ['jest', (file: string) => `npx jest ${file}`],
  ['mocha', (file: string) => `npx mocha ${file}`],
  ['ava', (file: string) => `npx ava ${file}`],
  ['node --test', (file: string) => `node --test ${file}`],
] as const;
const TEST_FILE = /(?:\.|_|-)(?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)test\/[^/]+\.[cm]?[jt]sx?$/;

/** npm runs these around another script or by itself. */
const isLifecycle = (name: string, scripts: ReadonlySet<string>): boolean =>
  /^(?:(?:pre|post)?(?:install|publish|pack|prepare)|prepublishOnly|dependencies)$/.test(name) ||
  (/^(?:pre|post)/.test(name) && scripts.has(name.replace(/^(?:pre|post)/, '')));

/** The package of a package.json. */
export async function npmFacts(tree: ProjectTree, folder: string): Promise<PackageFacts | undefined> {
  const manifest = joined(folder, 'package.json');
  const text = tree.has(manifest) ? await tree.text(manifest) : undefined;
  const read: unknown = text === undefined ? undefined : attempt(() => JSON.parse(text));
  if (typeof read !== 'object' || read === null) return undefined;
  const manager = managerOf(tree, folder, textOf(memberOf(read, 'packageManager')));
  const node = textOf(memberOf(read, 'engines', 'node'));
  return {
    ecosystem: 'npm',
    folder,
    manifest,
    name: textOf(memberOf(read, 'name')) ?? '',
    version: textOf(memberOf(read, 'version')),
    description: textOf(memberOf(read, 'description')),
    license: textOf(memberOf(read, 'license')),
    requires: node === undefined ? [] : [`Node ${node}`],
    dependencies: ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
      keysOf(memberOf(read, kind)),
    ),
    commands: commandsOf(tree, folder, manager, read),
    lockFiles: locks.map(([name]) => joined(folder, name)).filter((path) => tree.has(path)),
    rules: rulesOf(read, manager),
    entry: entryOf(tree, folder, read),
    members: await membersOf(tree, folder, read),
  };
}

interface Manager {
  readonly name: PackageManager;
  readonly lock: string | undefined;
  /** A lock file above holds for a package of a workspace, which is set up at its root. */
  readonly isOwn: boolean;
}

function managerOf(tree: ProjectTree, folder: string, named: string | undefined): Manager {
  const wanted = locks.find(([, manager]) => named?.startsWith(`${manager}@`))?.[1];
  const own = locks.find(([file]) => tree.has(joined(folder, file)));
  const above = own ?? locks.find(([file]) => tree.has(file));
  return { name: wanted ?? above?.[1] ?? 'npm', lock: own?.[0], isOwn: own !== undefined || above === undefined };
}

function installing(tree: ProjectTree, folder: string, { name, lock }: Manager): string {
  const matches = locks.some(([file, manager]) => file === lock && manager === name);
  if (!matches) return `${name} install`;
  switch (name) {
    case 'npm':
      return 'npm ci';
    case 'yarn':
      return `yarn install ${tree.has(joined(folder, '.yarnrc.yml')) ? '--immutable' : '--frozen-lockfile'}`;
    case 'pnpm':
    case 'bun':
      return `${name} install --frozen-lockfile`;
  }
}

function commandsOf(tree: ProjectTree, folder: string, manager: Manager, read: object): ProjectCommand[] {
  const scripts = new Map(
    keysOf(memberOf(read, 'scripts')).flatMap((name) => {
      const script = textOf(memberOf(read, 'scripts', name));
      return script === undefined || script.includes('no test specified') ? [] : [[name, script] as const];
    }),
  );
  const names = new Set(scripts.keys());
  const commands: ProjectCommand[] = [];
  const needs = ['dependencies', 'devDependencies', 'workspaces'].some(
    (kind) => keysOf(memberOf(read, kind)).length > 0,
  );
  if (needs && manager.isOwn && !names.has('setup')) {
    commands.push({
      purpose: 'setup',
      command: installing(tree, folder, manager),
      note: textNote('install what it needs'),
    });
  }
  for (const [name, script] of scripts) {
    if (isLifecycle(name, names)) continue;
    const purpose = Object.hasOwn(purposeOf, name) ? (purposeOf[name] ?? 'script') : 'script';
    commands.push({ purpose, command: running(manager.name, name), note: codeNote(script) });
  }
  const one = oneTest(tree, folder, scripts.get('test') ?? '', read);
  if (one !== undefined) commands.push({ purpose: 'one_test', command: one, note: textNote('one test file') });
  return commands;
}

const running = (manager: PackageManager, name: string): string =>
  manager === 'npm' && (name === 'test' || name === 'start') ? `npm ${name}` : `${manager} run ${shellWord(name)}`;

/** A runner of a script, or among the dependencies, with a test file that is there. */
function oneTest(tree: ProjectTree, folder: string, script: string, read: object): string | undefined {
  const runner =
    runners.find(([name]) => script.includes(name)) ??
    runners.find(([name]) => memberOf(read, 'devDependencies', name) !== undefined && script !== '');
  const file = firstFile(tree, folder, (path) => TEST_FILE.test(path));
  return runner === undefined || file === undefined ? undefined : runner[1](shellWord(file));
}

function rulesOf(read: object, { name, lock, isOwn }: Manager): string[] {
  const rules: string[] = [];
  const named = textOf(memberOf(read, 'packageManager'));
  if (isOwn && (named !== undefined || (lock !== undefined && name !== 'npm'))) {
    rules.push(`Packages are installed by ${named?.split('+', 1)[0] ?? name}, no other package manager.`);
  }
  if (memberOf(read, 'type') === 'module')
    rules.push('JavaScript files are ES modules (`"type": "module"`): no `require`.');
  return rules;
}

/** The TypeScript source that the entry of the package is built from: what is built is not in git, and stale before a build. */
function entryOf(tree: ProjectTree, folder: string, read: object): string | undefined {
  const main = memberOf(read, 'exports', '.') ?? memberOf(read, 'exports');
  const named = [main, ...['types', 'import', 'default', 'module'].map((key) => memberOf(main, key))];
  const paths = [...named, memberOf(read, 'types'), memberOf(read, 'module'), memberOf(read, 'main')]
    .map(textOf)
    .filter((path) => path !== undefined);
  const sources = paths.flatMap((path) => {
    const base = path.replace(/\.d\.[cm]?ts$|\.[cm]?[jt]sx?$/, '');
    const name = base.slice(base.lastIndexOf('/') + 1);
    return [`${base}.ts`, `${base.replace(/^(\.\/)?[^/]+\//, 'src/')}.ts`, `src/${name}.ts`];
  });
  if (paths.length === 0) return undefined;
  return sources.map((path) => joined(folder, path)).find((path) => tree.files.length > 0 && tree.has(path));
}

async function membersOf(tree: ProjectTree, folder: string, read: object): Promise<readonly string[] | undefined> {
  const workspaces = memberOf(read, 'workspaces');
  const declared = [...textsOf(workspaces), ...textsOf(memberOf(workspaces, 'packages'))];
  const pnpm = joined(folder, 'pnpm-workspace.yaml');
  const text = tree.has(pnpm) ? await tree.text(pnpm) : undefined;
  if (text !== undefined)
    declared.push(
      ...textsOf(
        memberOf(
          attempt(() => parseYaml(text)),
          'packages',
        ),
      ),
    );
  return declared.length === 0 ? undefined : declared;
}
