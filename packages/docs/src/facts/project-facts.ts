import { folderOf, nameOf } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { cargoFacts } from './cargo-facts.ts';
import { matchesAny } from './folder-pattern.ts';
import { goFacts } from './go-facts.ts';
import { gradleFacts, mavenFacts } from './java-facts.ts';
import { npmFacts } from './npm-facts.ts';
import type { Ecosystem, PackageFacts } from './package-facts.ts';
import { pythonFacts } from './python-facts.ts';
import { attempt, memberOf, textOf } from './read-member.ts';
import { type TaskFile, taskFiles } from './task-files.ts';
import { type WorkflowFacts, workflowFacts } from './workflow-facts.ts';

/** What a project is called; from its `project.json`, else its manifest, else its folder. */
export interface Identity {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly version: string;
  readonly author: string;
  readonly createdAt: string;
  /** The template that it was made from. */
  readonly template: string | undefined;
}

/** Everything that documents tell of a project. */
export interface ProjectFacts {
  readonly identity: Identity;
  /** The packages in the root folder: several where a project has manifests of several languages. */
  readonly root: readonly PackageFacts[];
  /** The packages below it, by folder. */
  readonly packages: readonly PackageFacts[];
  /** By folder: of the root and of every package. */
  readonly tasks: ReadonlyMap<string, readonly TaskFile[]>;
  readonly workflows: readonly WorkflowFacts[];
}

const readers: readonly [
  RegExp,
  Ecosystem,
  (tree: ProjectTree, folder: string) => Promise<PackageFacts | undefined>,
][] = [
  [/^package\.json$/, 'npm', npmFacts],
  [/^(?:pyproject\.toml|setup\.cfg|setup\.py|requirements\.txt)$/, 'python', pythonFacts],
  [/^Cargo\.toml$/, 'cargo', cargoFacts],
  [/^go\.mod$/, 'go', goFacts],
  [/^pom\.xml$/, 'maven', mavenFacts],
  [/^(?:build|settings)\.gradle(?:\.kts)?$/, 'gradle', gradleFacts],
];
/** Manifests there are data of tests, or of somebody else. */
const FOREIGN = /(?:^|\/)(?:fixtures?|testdata|test-data|vendor|third_party|templates?)(?:\/|$)/;
/** Where no workspace says so, these are no parts of the project. */
const EXAMPLE = /(?:^|\/)(?:examples?|samples?|demos?|tests?|e2e|docs?|bench(?:es|marks?)?)(?:\/|$)/;
const MAX_PACKAGES = 2_000;

export async function readFacts(tree: ProjectTree): Promise<ProjectFacts> {
  const found = await allPackages(tree);
  const root = found.filter(({ folder }) => folder === '');
  const packages = found
    .filter((one) => one.folder !== '' && isMember(one, root))
    .map((one) => (isInstalledWith(one, root) ? withoutInstalling(one) : one));
  const tasks = new Map<string, readonly TaskFile[]>();
  for (const folder of new Set(['', ...packages.map((one) => one.folder)])) {
    const files = await taskFiles(tree, folder);
    if (files.length > 0) tasks.set(folder, files);
  }
  return { identity: await identityOf(tree, root), root, packages, tasks, workflows: await workflowFacts(tree) };
}

async function allPackages(tree: ProjectTree): Promise<PackageFacts[]> {
  const found: PackageFacts[] = [];
  const seen = new Set<string>();
  for (const file of tree.files) {
    const reader = readers.find(([pattern]) => pattern.test(nameOf(file)));
    const folder = folderOf(file);
    if (reader === undefined || FOREIGN.test(folder) || found.length >= MAX_PACKAGES) continue;
    const [, ecosystem, read] = reader;
    if (seen.has(`${ecosystem}\0${folder}`)) continue;
    seen.add(`${ecosystem}\0${folder}`);
    const facts = await read(tree, folder);
    if (facts !== undefined) found.push(facts);
  }
  return found;
}

/** A root that declares a workspace says which folders belong to it; elsewhere every manifest is a package. */
function isMember({ ecosystem, folder }: PackageFacts, root: readonly PackageFacts[]): boolean {
  const declared = root.find((one) => one.ecosystem === ecosystem)?.members;
  return declared === undefined ? !EXAMPLE.test(folder) : matchesAny(folder, declared);
}

/** A member of a workspace without a lock file of its own comes with the root. */
const isInstalledWith = ({ ecosystem, lockFiles }: PackageFacts, root: readonly PackageFacts[]): boolean =>
  lockFiles.length === 0 && root.some((one) => one.ecosystem === ecosystem && one.members !== undefined);

/** Without what a package manager does; a script of that name stays. */
const withoutInstalling = (one: PackageFacts): PackageFacts => ({
  ...one,
  commands: one.commands.filter(({ purpose, note }) => purpose !== 'setup' || note?.kind === 'code'),
});

const PROJECT_FILE = '.codomyrmex/project.json';

async function identityOf(tree: ProjectTree, root: readonly PackageFacts[]): Promise<Identity> {
  const text = await tree.text(PROJECT_FILE);
  const project: unknown = text === undefined ? undefined : attempt(() => JSON.parse(text));
  const own = (key: string) => textOf(memberOf(project, key));
  const first = <Key extends 'name' | 'description' | 'version'>(key: Key) =>
    root.map((one) => one[key]).find((value) => value !== undefined && value !== '');
  const type = own('type') ?? '';
  return {
    name: own('name') ?? first('name') ?? nameOf(tree.root),
    type,
    description: own('description') ?? (project === undefined ? first('description') : undefined) ?? described(type),
    version: own('version') ?? first('version') ?? '',
    author: own('author') ?? '',
    createdAt: own('created_at') ?? '',
    template: own('template'),
  };
}

/** What the existing system says of a project without a description: its type, as a title. */
export const described = (type: string): string =>
  type === ''
    ? ''
    : `${type
        .split(/[_\s]+/)
        .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
        .join(' ')} project`;
