import type { Ecosystem, LockFileReader } from '../locked-package.ts';
import { goMod } from './go-modules.ts';
import { npmLock } from './npm-lock.ts';
import { pipfileLock, requirements } from './pip-files.ts';
import { pnpmLock } from './pnpm-lock.ts';
import { cargoLock, poetryLock, uvLock } from './toml-locks.ts';
import { yarnLock } from './yarn-lock.ts';

export interface LockFileKind {
  readonly ecosystem: Ecosystem;
  readonly read: LockFileReader;
}

const byName: Readonly<Record<string, LockFileKind>> = {
  'package-lock.json': { ecosystem: 'npm', read: npmLock },
  'npm-shrinkwrap.json': { ecosystem: 'npm', read: npmLock },
  'pnpm-lock.yaml': { ecosystem: 'npm', read: pnpmLock },
  'yarn.lock': { ecosystem: 'npm', read: yarnLock },
  'poetry.lock': { ecosystem: 'PyPI', read: poetryLock },
  'uv.lock': { ecosystem: 'PyPI', read: uvLock },
  'Pipfile.lock': { ecosystem: 'PyPI', read: pipfileLock },
  'Cargo.lock': { ecosystem: 'crates.io', read: cargoLock },
  'go.mod': { ecosystem: 'Go', read: goMod },
};

const requirementsFile = /^(?:[\w.]+-)?requirements(?:[-_.][\w.-]+)?\.txt$|^constraints\.txt$/;

/** What lock file a path names, if any. */
export function lockFileKind(path: string): LockFileKind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (Object.hasOwn(byName, name)) return byName[name];
  if (requirementsFile.test(name) || /(?:^|\/)requirements\/[\w.-]+\.txt$/.test(path)) {
    return { ecosystem: 'PyPI', read: requirements };
  }
  return undefined;
}

/** Files that name dependencies, and the ecosystem whose lock file beside or above says which versions are meant. */
const manifests: Readonly<Record<string, Ecosystem | undefined>> = {
  'package.json': 'npm',
  'bun.lock': undefined,
  'bun.lockb': undefined,
  'pyproject.toml': 'PyPI',
  Pipfile: 'PyPI',
  'setup.py': 'PyPI',
  'Cargo.toml': 'crates.io',
  'pom.xml': undefined,
  'build.gradle': undefined,
  'build.gradle.kts': undefined,
  'gradle.lockfile': undefined,
  'composer.lock': undefined,
  'composer.json': undefined,
  Gemfile: undefined,
  'Gemfile.lock': undefined,
  'packages.lock.json': undefined,
  'mix.lock': undefined,
  'pubspec.lock': undefined,
};

export interface Manifest {
  /** None for files that no reader here knows. */
  readonly ecosystem: Ecosystem | undefined;
}

export function manifestAt(path: string): Manifest | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (Object.hasOwn(manifests, name)) return { ecosystem: manifests[name] };
  return name.endsWith('.csproj') ? { ecosystem: undefined } : undefined;
}
