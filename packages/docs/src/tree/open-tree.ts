import { lstat, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NotFoundError, UsageError } from '@codomyrmex/core';
import { ignoreRulesIn, walkFolders } from '@codomyrmex/source-files';
import { folderOf, nameOf } from './paths.ts';
import { readInside, resolvedInside } from './project-path.ts';
import type { ProjectTree } from './project-tree.ts';

/**
 * Lists a project: what git would keep, or would not, is not asked of git but of its rules, and nothing of the project is run.
 * @throws NotFoundError PATH_NOT_FOUND · UsageError NOT_A_FOLDER · the signal's reason.
 */
export async function openTree(path: string, signal?: AbortSignal): Promise<ProjectTree> {
  const root = await rootAt(path);
  const files: string[] = [];
  const folders = new Set<string>(['']);
  for await (const folder of walkFolders(root, signal === undefined ? {} : { signal })) {
    folders.add(folder.path);
    files.push(...folder.files);
  }
  return new ListedTree(root, files.sort(), folders);
}

async function rootAt(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new NotFoundError(`there is no folder "${path}"`, {
      code: 'PATH_NOT_FOUND',
      suggestions: ['Name the folder of a project.'],
    });
  }
  if (!found.isDirectory()) {
    throw new UsageError(`"${path}" is not a folder`, {
      code: 'NOT_A_FOLDER',
      suggestions: ['Name the folder that holds it.'],
    });
  }
  return realpath(path);
}

class ListedTree implements ProjectTree {
  readonly root: string;
  readonly files: readonly string[];
  readonly folders: ReadonlySet<string>;
  readonly #known: ReadonlySet<string>;
  readonly #names: ReadonlyMap<string, readonly string[]>;
  readonly #subfolders: ReadonlyMap<string, readonly string[]>;

  constructor(root: string, files: readonly string[], folders: ReadonlySet<string>) {
    this.root = root;
    this.files = files;
    this.folders = folders;
    this.#known = new Set(files);
    this.#names = byFolder(files, nameOf);
    this.#subfolders = byFolder([...folders].filter((path) => path !== '').sort(), (path) => path);
  }

  has(path: string): boolean {
    return this.#known.has(path) || this.folders.has(path);
  }

  names(folder: string): readonly string[] {
    return this.#names.get(folder) ?? [];
  }

  subfolders(folder: string): readonly string[] {
    return this.#subfolders.get(folder) ?? [];
  }

  async text(path: string): Promise<string | undefined> {
    return (await this.bytes(path))?.toString('utf8').replace(/^\uFEFF/, '');
  }

  bytes(path: string): Promise<Buffer | undefined> {
    return readInside(this.root, path);
  }

  async isLink(path: string): Promise<boolean> {
    return (await lstat(join(this.root, path)).catch(() => undefined))?.isSymbolicLink() === true;
  }

  async kindOf(path: string): Promise<'file' | 'folder' | undefined> {
    const real = await resolvedInside(this.root, path);
    const found = real === undefined ? undefined : await stat(real).catch(() => undefined);
    if (found === undefined) return undefined;
    return found.isDirectory() ? 'folder' : 'file';
  }

  async isIgnored(path: string): Promise<boolean> {
    const parts = path.split('/');
    if (parts.includes('node_modules')) return true;
    // Rules stand in the folders that are there; those of a folder that is missing are not known.
    for (let depth = 0; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/');
      if (!this.folders.has(folder)) return false;
      const rules = await ignoreRulesIn(folder === '' ? this.root : join(this.root, folder));
      const rest = parts.slice(depth).join('/');
      // A rule for folders is for what the path names too: what is not there may be either.
      if (rules.ignores(rest, 'file') || rules.ignores(rest, 'folder')) return true;
    }
    return false;
  }
}

function byFolder(paths: readonly string[], shown: (path: string) => string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const list = found.get(folderOf(path));
    if (list === undefined) found.set(folderOf(path), [shown(path)]);
    else list.push(shown(path));
  }
  return found;
}
