import { randomUUID } from 'node:crypto';
import { chmod, lstat, mkdir, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { ActionError } from '@codomyrmex/core';
import type { CachedFile, StepCache } from '@codomyrmex/dag';
import { type DeclaredPlace, declaredFiles, leavesWorkspace } from './declared-files.ts';

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
      throw new ActionError(`the output ${path} is a link, which is not kept`, { retryable: false });
    }
    kept.push({ path, mode: stats.mode & PERMISSIONS, hash: await cache.storeFile(file) });
  }
  return kept;
}

/**
 * Makes the files that the patterns match those of the entry, with content and permissions, and gives `true`. All contents are
 * written beside their places before any takes one; where one is not there whole, `false` is given and nothing was changed.
 * @throws ActionError PERMISSION_DENIED for a place that lies elsewhere, by way of a link.
 */
export async function restoredOutputs(
  cache: StepCache,
  place: DeclaredPlace,
  { patterns, files }: { readonly patterns: readonly string[]; readonly files: readonly CachedFile[] },
): Promise<boolean> {
  if (patterns.length === 0) return true;
  const there = await declaredFiles(place, patterns);
  const drafts: { readonly draft: string; readonly target: string; readonly mode: number }[] = [];
  try {
    for (const { path, mode, hash } of files) {
      const target = await placeOf(place.workspace, path);
      const draft = join(dirname(target), `.${randomUUID()}.codomyrmex-cache`);
      drafts.push({ draft, target, mode });
      if (!(await cache.writeFile(hash, draft))) return false;
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

/** Where a file goes; its folder is there then, and inside. What an entry says is not believed: it was a file, too. */
async function placeOf(workspace: string, path: string): Promise<string> {
  const root = await realpath(workspace);
  let folder = root;
  for (const segment of path.split('/').slice(0, -1)) {
    folder = join(folder, segment);
    await mkdir(folder).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
    folder = await realpath(folder);
    if (!isInside(root, folder)) throw leavesWorkspace(workspace, path, folder);
  }
  const target = join(folder, path.split('/').at(-1) ?? '');
  if (target === folder || !isInside(root, target)) throw leavesWorkspace(workspace, path, target);
  return target;
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
