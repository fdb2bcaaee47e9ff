import { type Dirent, promises as files } from 'node:fs';
import { basename, join } from 'node:path';
import { NotFoundError } from '@codomyrmex/core';

/** What is seen of a repository, as plain data: everything that is proposed follows from it and from the machine. */
export interface RepositoryLook {
  /** The folder's name. */
  readonly name: string;
  /** Regular files below it, with "/" between folders, in order. */
  readonly files: readonly string[];
  /** Links, which are not followed. */
  readonly links: readonly string[];
  /** What the manifests among the files say. */
  readonly texts: ReadonlyMap<string, string>;
  /** Folders of installed packages that are not looked into: `node_modules`, `.venv`, … */
  readonly installed: readonly string[];
  readonly isGit: boolean;
  /** Not everything was looked at: there is too much of it. */
  readonly isTruncated: boolean;
}

const MAX_ENTRIES = 20_000;
const MAX_DEPTH = 12;
const MAX_TEXTS = 400;
const MAX_TEXT_BYTES = 1024 * 1024;

/** Folders of tools: what is in them says nothing about the repository. */
const installedNames = new Set(['node_modules', '.venv', 'venv', 'vendor']);
const toolNames = new Set(
  '.git .hg .svn .codomyrmex .tox .nox .gradle .idea .vscode .cache .turbo .next .nuxt __pycache__ .pytest_cache .mypy_cache .ruff_cache target'.split(
    ' ',
  ),
);

const manifests =
  /^(?:package\.json|tsconfig\.json|pyproject\.toml|requirements\.txt|setup\.(?:cfg|py)|pytest\.ini|Cargo\.(?:toml|lock)|rust-toolchain(?:\.toml)?|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|Gemfile|Rakefile|composer\.json|CMakeLists\.txt|(?:GNU)?[Mm]akefile|\.gitignore|test_.*\.py|.*_test\.py)$/;

/**
 * Looks at a folder, at most at 20,000 entries and twelve levels, and reads its manifests. Nothing of it is run, no link is followed.
 * @throws NotFoundError PATH_NOT_FOUND when it is no folder that can be read.
 */
export async function lookAt(root: string): Promise<RepositoryLook> {
  const walk = new Walk(root);
  await walk.all();
  const texts = new Map<string, string>();
  for (const file of walk.files) {
    if (texts.size >= MAX_TEXTS) break;
    if (!manifests.test(basename(file))) continue;
    const text = await textOf(join(root, file));
    if (text !== undefined) texts.set(file, text);
  }
  return {
    name: basename(root),
    files: walk.files.sort(),
    links: walk.links.sort(),
    texts,
    installed: walk.installed.sort(),
    isGit: walk.isGit,
    isTruncated: walk.isTruncated,
  };
}

class Walk {
  readonly files: string[] = [];
  readonly links: string[] = [];
  readonly installed: string[] = [];
  isGit = false;
  isTruncated = false;
  readonly #root: string;
  #entries = 0;

  constructor(root: string) {
    this.#root = root;
  }

  /** Breadth first, so that a limit costs what is deepest. */
  async all(): Promise<void> {
    let level = [''];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth >= MAX_DEPTH) {
        this.isTruncated = true;
        return;
      }
      const next: string[] = [];
      for (const folder of level) {
        for (const entry of await this.#entriesOf(folder)) this.#take(folder, entry, next);
      }
      level = next;
    }
  }

  async #entriesOf(folder: string): Promise<readonly Dirent[]> {
    try {
      const entries = await files.readdir(join(this.#root, folder), { withFileTypes: true });
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (cause) {
      if (folder !== '') {
        this.isTruncated = true;
        return [];
      }
      throw new NotFoundError(`${this.#root} is no folder that can be read`, { code: 'PATH_NOT_FOUND', cause });
    }
  }

  #take(folder: string, entry: Dirent, next: string[]): void {
    if (folder === '' && entry.name === '.git') this.isGit = true;
    this.#entries++;
    if (this.#entries > MAX_ENTRIES) {
      this.isTruncated = true;
      return;
    }
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isSymbolicLink()) this.links.push(path);
    else if (entry.isFile()) this.files.push(path);
    else if (entry.isDirectory()) {
      if (installedNames.has(entry.name)) this.installed.push(path);
      else if (!toolNames.has(entry.name)) next.push(path);
    }
  }
}

/** Nothing for what is too large to be a manifest, or cannot be read. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    if ((await files.stat(file)).size > MAX_TEXT_BYTES) return undefined;
    return await files.readFile(file, 'utf8');
  } catch {
    return undefined; // gone or not for us: as if it were not there
  }
}

/** Folders that hold a file of this name, the outermost first; `''` is the repository itself. */
export function foldersWith(look: RepositoryLook, isOne: (name: string) => boolean): readonly string[] {
  const found = new Set(look.files.filter((file) => isOne(basename(file))).map(folderOf));
  return [...found].sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
}

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
export const below = (folder: string, path: string): string => (folder === '' ? path : `${folder}/${path}`);
export const isBelow = (folder: string, path: string): boolean => folder === '' || path.startsWith(`${folder}/`);
const depthOf = (folder: string): number => (folder === '' ? 0 : folder.split('/').length);
