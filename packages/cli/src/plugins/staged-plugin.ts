import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NotFoundError, UsageError } from '@codomyrmex/core';
import { linkHostPackages } from './host-packages.ts';
import { MARKER, moduleFolder } from './installed-plugins.ts';
import { installTarball, packPackage } from './npm-packages.ts';
import { pluginsFolder } from './plugin-lock.ts';
import { type PluginPackage, readPluginPackage } from './plugin-package.ts';
import { trust } from './trusted-plugins.ts';

/** A plugin's package in a folder of its own, not yet in its place. */
export interface StagedPlugin {
  readonly package: PluginPackage;
  readonly integrity: string;
  /** Puts it in its place, in one step; what stood there is gone. */
  place(): void;
  /** Removes what is not in its place. */
  discard(): void;
}

/**
 * Fetches a plugin and what it depends on. Nothing of it runs: neither its scripts nor its code.
 * @param spec what npm takes: a name with a version, a tarball, a folder
 * @throws NotFoundError PLUGIN_NOT_FOUND · UsageError PLUGIN_UNUSABLE · ActionError NPM_FAILED.
 */
export async function stagePlugin(dataFolder: string, spec: string): Promise<StagedPlugin> {
  const path = pathOf(spec);
  const root = pluginsFolder(dataFolder);
  mkdirSync(root, { recursive: true });
  ignoreFolders(root);
  const folder = join(root, `.staged-${randomUUID()}`);
  mkdirSync(folder);
  writeFileSync(join(folder, MARKER), '');
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const { tarball, integrity } = await packPackage(path ?? spec, join(folder, 'package'));
    await installTarball(tarball, folder);
    linkHostPackages(folder);
    const found = readPluginPackage(join(folder, 'node_modules', nameIn(folder, tarball)));
    return {
      package: found,
      integrity,
      discard,
      place: () => placed(folder, moduleFolder(dataFolder, found.manifest.module)),
    };
  } catch (error) {
    discard();
    throw error;
  }
}

/** The tarball or folder that is meant; `undefined` for what npm is to look for. @throws NotFoundError · UsageError PLUGIN_UNUSABLE. */
function pathOf(spec: string): string | undefined {
  const path = resolve(spec);
  if (!existsSync(spec)) {
    if (!isWrittenPath(spec)) return undefined;
    throw new NotFoundError(`there is neither a folder nor a tarball ${path}`, {
      code: 'PLUGIN_NOT_FOUND',
      suggestions: ['Look at the path. A package of a registry is named without one: codomyrmex plugin add NAME'],
    });
  }
  if (statSync(path).isDirectory() && !existsSync(join(path, 'package.json'))) {
    throw new UsageError(`${path} holds no package: there is no package.json`, {
      code: 'PLUGIN_UNUSABLE',
      suggestions: ['codomyrmex plugin create NAME makes the package of a plugin.'],
    });
  }
  return path;
}

/** No name of a package, and no address such as `git+ssh://…` or `npm:…`, is written so. */
const isWrittenPath = (spec: string): boolean =>
  /^(?:\.{0,2}|[A-Za-z]:)[\\/]|^(?:~|\.{1,2}$)/.test(spec) || (/\.(?:tgz|tar\.gz)$/.test(spec) && !spec.includes(':'));

/** Removes the folder of a plugin. One that we did not make is left alone. */
export function removePlugin(dataFolder: string, module: string): void {
  const folder = moduleFolder(dataFolder, module);
  if (existsSync(join(folder, MARKER))) rmSync(folder, { recursive: true, force: true });
}

function placed(staged: string, place: string): void {
  if (existsSync(place) && !existsSync(join(place, MARKER))) {
    throw new UsageError(`${place} is in the way, and codomyrmex did not make it`, {
      suggestions: ['Move it elsewhere.'],
    });
  }
  const former = `${place}.former-${randomUUID()}`;
  if (existsSync(place)) renameSync(place, former);
  renameSync(staged, place);
  trust(join(place, MARKER));
  rmSync(former, { recursive: true, force: true });
}

/** The lock file is for version control, the packages are not. */
function ignoreFolders(root: string): void {
  const file = join(root, '.gitignore');
  if (!existsSync(file)) writeFileSync(file, '*\n!.gitignore\n!plugins.lock.json\n');
}

/** npm knows the name of what it installed, and tells it in the lock file that it hides in node_modules. */
function nameIn(folder: string, tarball: string): string {
  const hidden: unknown = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8'));
  const packages = typeof hidden === 'object' && hidden !== null && 'packages' in hidden ? hidden.packages : {};
  for (const [path, entry] of Object.entries(packages ?? {})) {
    const resolved = typeof entry === 'object' && entry !== null && 'resolved' in entry ? String(entry.resolved) : '';
    if (resolved.startsWith('file:') && resolved.endsWith(tarball.slice(folder.length + 1))) {
      return path.slice('node_modules/'.length);
    }
  }
  throw new UsageError(`npm installed nothing from ${tarball}`, { code: 'PLUGIN_UNUSABLE' });
}
