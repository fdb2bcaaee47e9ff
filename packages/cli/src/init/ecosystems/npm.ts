import {
  type Ecosystem,
  type EcosystemProposal,
  isPlainPath,
  joined,
  type LeftOut,
  type Machine,
  nothing,
  type ProposedStep,
  type StepKind,
} from '../ecosystem.ts';
import { below, foldersWith, isBelow, type RepositoryLook } from '../repository-look.ts';
import { missingProgram } from '../runnable-script.ts';
import { type NpmManifest, npmManifest } from './npm-manifest.ts';

const MAX_PACKAGES = 40;
const MAX_SCRIPTS_OF_A_KIND = 6;

/** Names that scripts usually have, by what they are for; the first that a package has is taken, and all of a family `lint:…`. */
const usual: readonly (readonly [StepKind, readonly string[], RegExp | undefined])[] = [
  ['format', ['format:check', 'check:format', 'fmt:check', 'prettier:check'], undefined],
  ['lint', ['lint'], /^lint:(?!.*fix)/],
  ['types', ['typecheck', 'type-check', 'check-types', 'check:types', 'types'], undefined],
  ['build', ['build'], undefined],
  ['test', ['test', 'test:ci', 'tests'], /^test:(?:unit|integration)$/],
];

interface Package {
  readonly folder: string;
  readonly manifest: NpmManifest;
}

export const npm: Ecosystem = {
  name: 'npm',
  propose(look, machine) {
    const packages = foldersWith(look, (name) => name === 'package.json').flatMap((folder): Package[] => {
      const manifest = npmManifest(look.texts.get(below(folder, 'package.json')));
      return manifest === undefined ? [] : [{ folder, manifest }];
    });
    const readable = new Set(packages.map(({ folder }) => folder));
    const unread = foldersWith(look, (name) => name === 'package.json')
      .filter((folder) => !readable.has(folder))
      .map((folder) => ({ step: below(folder, 'package.json'), reason: 'it cannot be read as npm would read it' }));
    const [first] = packages;
    if (first === undefined) return { ...nothing, leftOut: unread };
    const manager = managerOf(look, first, machine);
    const detail = [
      manager.declared,
      packages.length === 1 ? first.manifest.name : `${packages.length} packages`,
      Object.keys(first.manifest.scripts).length === 0 ? 'no scripts' : undefined,
    ];
    const found = [{ ecosystem: 'npm', folder: first.folder, detail: detail.filter(Boolean).join(', ') }];
    const told = packages.length > MAX_PACKAGES ? [tooMany(packages.length)] : [];
    return joined([
      { found, leftOut: [...unread, ...told] },
      ...packages.slice(0, MAX_PACKAGES).map((one) => ofPackage(one, { look, machine, packages, manager })),
    ]);
  },
};

const tooMany = (count: number): LeftOut => ({
  step: `${count - MAX_PACKAGES} more npm packages`,
  reason: `only the first ${MAX_PACKAGES} are looked at`,
});

interface PackageManager {
  readonly declared: string;
  /** The one that runs scripts here. */
  readonly program: string;
}

interface Surroundings {
  readonly look: RepositoryLook;
  readonly machine: Machine;
  readonly packages: readonly Package[];
  readonly manager: PackageManager;
}

const locks = [
  ['pnpm', ['pnpm-lock.yaml', 'pnpm-workspace.yaml']],
  ['yarn', ['yarn.lock', '.yarnrc.yml']],
  ['bun', ['bun.lock', 'bun.lockb']],
] as const;

/** npm runs the scripts of packages of other managers as well, so it stands in for one that is not there. */
function managerOf(look: RepositoryLook, { folder, manifest }: Package, machine: Machine): PackageManager {
  const named = /^(npm|pnpm|yarn|bun)@/.exec(manifest.packageManager ?? '')?.[1];
  const locked = locks.find(([, files]) => files.some((file) => look.files.includes(below(folder, file))));
  const declared = named ?? locked?.[0] ?? 'npm';
  return { declared, program: machine.has(declared) ? declared : 'npm' };
}

function ofPackage(one: Package, surroundings: Surroundings): EcosystemProposal {
  const { folder, manifest } = one;
  const { packages, machine, manager } = surroundings;
  if (!isPlainPath(folder)) {
    return leftOut('an npm package', 'commands could misread the name of its folder');
  }
  // Scripts of a root that holds others usually go over all of them.
  const root = packages.find(({ folder: path }) => path === '');
  const isMember = folder !== '' && root !== undefined && isBelow(root.folder, folder);
  const parts = usual.map(([kind, names, family]) => {
    if (isMember && scriptsOf(root.manifest, names, family).length > 0) return {};
    const scripts = scriptsOf(manifest, names, family);
    return joined(scripts.map((script) => ofScript(one, { kind, script }, surroundings)));
  });
  const publishes = packageStep(one, manager, machine);
  return joined([...parts, publishes]);
}

const leftOut = (step: string, reason: string): EcosystemProposal => ({ ...nothing, leftOut: [{ step, reason }] });

function scriptsOf({ scripts }: NpmManifest, names: readonly string[], family: RegExp | undefined): readonly string[] {
  const one = names.find((name) => isScript(scripts[name]));
  if (one !== undefined) return [one];
  if (family === undefined) return [];
  return Object.keys(scripts)
    .filter((name) => family.test(name) && isScript(scripts[name]))
    .slice(0, MAX_SCRIPTS_OF_A_KIND);
}

/** npm writes a test that fails into new packages. */
const isScript = (text: string | undefined): boolean =>
  text !== undefined && text.trim() !== '' && !/no test specified/.test(text);

function ofScript(
  { folder, manifest }: Package,
  { kind, script }: { readonly kind: StepKind; readonly script: string },
  { look, machine, packages, manager }: Surroundings,
): EcosystemProposal {
  const text = manifest.scripts[script] ?? '';
  const program = manager.program;
  const shown = `${program} run ${script}${folder === '' ? '' : ` in ${folder}`}`;
  if (!/^[\w.@+][\w.@+:/-]*$/.test(script)) return leftOut('an npm script', 'a command could misread its name');
  if (!machine.has(program)) return leftOut(shown, `${program} is not on this machine`);
  if (/--watch(?!=false|All=false)\b|\bnodemon\b/.test(text)) return leftOut(shown, 'it watches and does not end');
  const why = notRunnable({ folder, manifest }, text, { look, machine, manager });
  if (why !== undefined) return leftOut(shown, why);
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  const outputs = kind === 'build' ? builtFolders(look, folder) : [];
  const step: ProposedStep = {
    kind,
    label: 'npm',
    folder,
    description: `the script ${script} of package.json`,
    command: [program, 'run', script],
    after: kind === 'test' ? ['build'] : [],
    afterBuilds: packages
      .filter((other) => other.folder !== folder && needed.includes(other.manifest.name ?? ''))
      .map((other) => other.folder),
    outputs,
    leaves: ['coverage', '.nyc_output'].map((name) => `${below(folder, name)}/**`),
  };
  return { ...nothing, steps: [step] };
}

function notRunnable(
  { folder, manifest }: Package,
  script: string,
  { look, machine, manager }: Pick<Surroundings, 'look' | 'machine' | 'manager'>,
): string | undefined {
  const places = ancestors(folder).map((path) => below(path, 'node_modules'));
  const isInstalled = places.some((path) => look.installed.includes(path)) || look.files.includes('.pnp.cjs');
  const asks = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
  if (asks && !isInstalled) return `its dependencies are not installed: ${manager.declared} install`;
  const missing = missingProgram(script, {
    isOnPath: (program) => machine.isOnPath(program),
    isInstalled: (tool) => places.some((path) => machine.isInRepository(`${path}/.bin/${tool}`)),
    hasFile: (path) => machine.isInRepository(below(folder, path)),
    script: (name) => manifest.scripts[name],
  });
  return missing === undefined ? undefined : `${missing} is not installed`;
}

const ancestors = (folder: string): readonly string[] =>
  folder === '' ? [''] : [folder, ...ancestors(folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '')];

/**
 * Where a build writes. A folder that is there already is one only when git leaves it out: what is declared as output is replaced
 * as a whole when a result is reused, and no source may be lost that way.
 */
function builtFolders(look: RepositoryLook, folder: string): readonly string[] {
  const ignored = (look.texts.get('.gitignore') ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim().replaceAll(/^\/|\/$/g, ''));
  return ['dist', 'build', 'out']
    .filter((name) => {
      const path = below(folder, name);
      const isThere = look.files.some((file) => file.startsWith(`${path}/`));
      return ignored.includes(name) || ignored.includes(path) || (name === 'dist' && !isThere);
    })
    .map((name) => `${below(folder, name)}/**`);
}

/** What npm would publish; nothing is sent, and scripts that npm runs before packing are not run. */
function packageStep({ folder, manifest }: Package, manager: PackageManager, machine: Machine): EcosystemProposal {
  if (manifest.private || manifest.name === undefined || manifest.version === undefined) return nothing;
  if (!machine.has('npm')) return nothing;
  const step: ProposedStep = {
    kind: 'package',
    label: 'npm',
    folder,
    description: `what ${manager.declared} would publish`,
    command: ['npm', 'pack', '--dry-run', '--ignore-scripts'],
  };
  return { ...nothing, steps: [step] };
}
