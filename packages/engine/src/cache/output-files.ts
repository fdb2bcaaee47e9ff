import { randomUUID } from 'node:crypto';
import { type BigIntStats, lstatSync, readdirSync, type Stats } from 'node:fs';
import { chmod, lstat, mkdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { ActionError } from '@codomyrmex/core';
import type { CachedFile, StepCache } from '@codomyrmex/dag';
import { type DeclaredPlace, declaredFiles, leavesWorkspace } from './declared-files.ts';
import type { FileDigest, FileDigests } from './file-digests.ts';

const PERMISSIONS = 0o777;

/**
 * Stores the files that the patterns match now.
 * @throws ActionError as {@link declaredFiles} does, and for a link: it would come back as something else.
 */
export async function keptOutputs(
  cache: StepCache,
  place: DeclaredPlace,
  patterns: readonly string[],
): Promise<readonly CachedFile[]> {
  const kept: CachedFile[] = [];
  for (const path of await declaredFiles(place, patterns)) {
    const file = join(place.workspace, path);
    const stats = await lstat(file);
    if (stats.isSymbolicLink()) {
      throw new ActionError(`the output ${path} is a symbolic link, and links are not kept`, { retryable: false });
    }
    kept.push({ path, mode: stats.mode & PERMISSIONS, hash: await cache.storeFile(file) });
  }
  return kept;
}

interface RestoringPorts {
  readonly cache: StepCache;
  readonly contents: FileDigests;
  /** Told of what the patterns match and the entry does not name, when it is gone. */
  readonly onRemoved: (paths: readonly string[]) => void;
}

/** The files of an entry, and where a step says that they are. */
interface Wanted {
  readonly patterns: readonly string[];
  readonly files: readonly CachedFile[];
}

/**
 * Makes the files that the patterns match those of the entry, with content and permissions, and gives `true`. What is so already is left
 * as it is. All other contents are written before any takes its place; where one is not there whole, `false` is given and nothing was
 * changed. Other files that the patterns match are removed, so that what a step leaves does not depend on what was there before: also a file
 * or a link that stands where a folder was, but nothing of what such a link leads to.
 * @throws ActionError where nothing can be put back as things stand, before anything is changed: PERMISSION_DENIED for a place that
 * lies elsewhere, by way of a link; CONFLICT where a folder on the way is a link, or where a folder with other files stands in the
 * place of a file.
 */
export async function restoredOutputs(ports: RestoringPorts, place: DeclaredPlace, wanted: Wanted): Promise<boolean> {
  const { patterns, files } = wanted;
  if (patterns.length === 0) return true;
  const there = await declaredFiles(place, patterns);
  if (await isAllThere(place, { there, files }, ports.contents)) return true;
  place.looks?.doubt();
  const named = new Set(files.map(({ path }) => path));
  const others = new Set(there.filter((path) => !named.has(path)));
  const found = new Set(there);
  refuseWaysByLinks(place.workspace, [...named, ...others], others);
  const places = new Places(place.workspace, await realpath(place.workspace));
  const drafts: Draft[] = [];
  try {
    for (const file of files) {
      const draft = await draftOf(ports, places, { file, others, found });
      if (draft === undefined) continue;
      drafts.push(draft);
      if (!(await ports.cache.writeFile(file.hash, draft.path))) return false;
    }
    await remove(place.workspace, others, drafts);
    if (others.size > 0) ports.onRemoved([...others]);
    for (const { path, file } of drafts) {
      await chmod(path, file.mode);
      await rename(path, await places.of(file.path));
    }
    return true;
  } finally {
    for (const { path } of drafts) await rm(path, { force: true });
  }
}

/** A content that is to take its place. */
interface Draft {
  readonly path: string;
  readonly file: CachedFile;
}

/** What the patterns match, and of that what the entry does not name. */
interface Standing {
  readonly found: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
}

/**
 * Where a file is written first; `undefined` for one that is there as it is to be, by its own name: where the file system takes names that
 * differ in their case alone for one, it could be another that is to be removed.
 */
async function draftOf(
  { contents }: RestoringPorts,
  places: Places,
  { file, others, found }: Standing & { readonly file: CachedFile },
): Promise<Draft | undefined> {
  // Beside its place, or beside what is to be removed for its folder.
  const obstacle = foldersOf(file.path).find((folder) => others.has(folder));
  const target = await places.of(obstacle ?? file.path);
  if (obstacle === undefined && found.has(file.path) && (await isThere(target, file, contents))) return undefined;
  if (obstacle === undefined) refuseFolder(target, file.path, others);
  return { path: join(dirname(target), `.${randomUUID()}.codomyrmex-cache`), file };
}

/** The folders on the way to a file, outermost first. */
function foldersOf(path: string): readonly string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'));
}

/** What lies behind a link is somebody else's: nothing is removed or written there. */
function refuseWaysByLinks(workspace: string, paths: readonly string[], others: ReadonlySet<string>): void {
  for (const folder of new Set(paths.flatMap(foldersOf))) {
    if (others.has(folder) || lstatOf(join(workspace, folder))?.isSymbolicLink() !== true) continue;
    throw conflict(`the folder ${folder} is a link`);
  }
}

function refuseFolder(target: string, path: string, others: ReadonlySet<string>): void {
  if (lstatOf(target)?.isDirectory() !== true) return;
  const inside = readdirSync(target, { withFileTypes: true, recursive: true }).filter((entry) => !entry.isDirectory());
  for (const { parentPath, name } of inside) {
    const below = relative(target, join(parentPath, name)).split(sep).join('/');
    if (!others.has(`${path}/${below}`)) throw conflict(`${path} is a folder with files that are not of the outputs`);
  }
}

function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // below a file
  }
}

const conflict = (why: string): ActionError => new ActionError(why, { code: 'CONFLICT', retryable: false });

/** With the folders that stand in the places of files and are empty then. */
async function remove(workspace: string, others: ReadonlySet<string>, drafts: readonly Draft[]): Promise<void> {
  for (const path of others) await rm(join(workspace, path), { force: true });
  for (const { file } of drafts) {
    const place = join(workspace, file.path);
    if (lstatOf(place)?.isDirectory() !== true) continue;
    const inside = readdirSync(place, { withFileTypes: true, recursive: true }).filter((entry) => entry.isDirectory());
    const folders = inside.map(({ parentPath, name }) => join(parentPath, name));
    // The innermost first; one that somebody has put something into meanwhile stays.
    for (const folder of [...folders.sort((a, b) => b.length - a.length), place]) await rmdir(folder);
  }
}

/** What an entry says is not believed: paths that were found are known to be inside. */
async function isAllThere(
  { workspace, slice }: DeclaredPlace,
  { there, files }: { readonly there: readonly string[]; readonly files: readonly CachedFile[] },
  contents: FileDigests,
): Promise<boolean> {
  if (there.length !== files.length) return false;
  const found = new Set(there);
  for (const file of files) {
    if (slice.isOverNow()) await slice.turn();
    // Named twice, it stands for none that is missing.
    if (!found.delete(file.path)) return false;
    const isSame = isThere(`${workspace}/${file.path}`, file, contents);
    if (!(isSame instanceof Promise ? await isSame : isSame)) return false;
  }
  return true;
}

function isThere(target: string, { mode, hash }: CachedFile, contents: FileDigests): boolean | Promise<boolean> {
  let stats: BigIntStats;
  try {
    stats = lstatSync(target, { bigint: true });
  } catch {
    return false; // whatever keeps it from being looked at, it is written then
  }
  if (!stats.isFile() || Number(stats.mode) % (PERMISSIONS + 1) !== mode) return false;
  const isSame = (content: FileDigest): boolean => content.kind === 'file' && content.digest === hash;
  const content = contents.ofStats(target, stats);
  return content instanceof Promise ? content.then(isSame) : isSame(content);
}

/** Where files go; their folders are there then, and inside. What an entry says is not believed: it was a file, too. */
class Places {
  readonly #workspace: string;
  readonly #root: string;
  /** Real folders by the written ones. */
  readonly #folders = new Map<string, string>();

  constructor(workspace: string, root: string) {
    this.#workspace = workspace;
    this.#root = root;
  }

  async of(path: string): Promise<string> {
    const segments = path.split('/');
    const name = segments.pop() ?? '';
    const folder = await this.#folder(segments, path);
    const target = join(folder, name);
    if (target === folder || !isInside(this.#root, target)) throw leavesWorkspace(this.#workspace, path, target);
    return target;
  }

  async #folder(segments: readonly string[], path: string): Promise<string> {
    let folder = this.#root;
    for (const [index, segment] of segments.entries()) {
      const written = segments.slice(0, index + 1).join('/');
      const real = this.#folders.get(written) ?? (await madeFolder(join(folder, segment)));
      if (!isInside(this.#root, real)) throw leavesWorkspace(this.#workspace, path, real);
      this.#folders.set(written, real);
      folder = real;
    }
    return folder;
  }
}

async function madeFolder(folder: string): Promise<string> {
  await mkdir(folder).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  return realpath(folder);
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
