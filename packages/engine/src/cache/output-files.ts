import { randomUUID } from 'node:crypto';
import { type BigIntStats, lstatSync } from 'node:fs';
import { chmod, lstat, mkdir, realpath, rename, rm } from 'node:fs/promises';
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

/**
 * Makes the files that the patterns match those of the entry, with content and permissions, and gives `true`. What is so already is left
 * as it is. All other contents are written beside their places before any takes one; where one is not there whole, `false` is given and
 * nothing was changed.
 * @throws ActionError PERMISSION_DENIED for a place that lies elsewhere, by way of a link.
 */
export async function restoredOutputs(
  { cache, contents }: { readonly cache: StepCache; readonly contents: FileDigests },
  place: DeclaredPlace,
  { patterns, files }: { readonly patterns: readonly string[]; readonly files: readonly CachedFile[] },
): Promise<boolean> {
  if (patterns.length === 0) return true;
  const there = await declaredFiles(place, patterns);
  if (await isAllThere(place, { there, files }, contents)) return true;
  place.looks?.doubt();
  const drafts: { readonly draft: string; readonly target: string; readonly mode: number }[] = [];
  const places = new Places(place.workspace, await realpath(place.workspace));
  try {
    for (const file of files) {
      const target = await places.of(file.path);
      if (await isThere(target, file, contents)) continue;
      const draft = join(dirname(target), `.${randomUUID()}.codomyrmex-cache`);
      drafts.push({ draft, target, mode: file.mode });
      if (!(await cache.writeFile(file.hash, draft))) return false;
    }
    const wanted = new Set(files.map(({ path }) => path));
    for (const path of there) if (!wanted.has(path)) await rm(join(place.workspace, path), { force: true });
    for (const { draft, target, mode } of drafts) {
      await chmod(draft, mode);
      await rename(draft, target);
    }
    return true;
  } finally {
    for (const { draft } of drafts) await rm(draft, { force: true });
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
