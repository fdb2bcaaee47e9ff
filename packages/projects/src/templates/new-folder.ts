import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { mayBeAlive, processOwnerSchema, thisProcess } from '../project/process-owner.ts';
import { modeOf, severalAtOnce, syncFolder, writeNewFile } from './durable-files.ts';
import { foldersAbove } from './project-path.ts';
import type { PlannedFile } from './scaffold-plan.ts';

export interface FolderTree {
  readonly files: readonly PlannedFile[];
  readonly directories: readonly string[];
}

const PREFIX = '.codomyrmex-new-';
const OWNER = 'owner.json';

/**
 * Makes a folder that is not there. It is put together beside its place and appears in one step, so nobody sees a part of it. What
 * goes wrong, and a signal, leave nothing behind; what a killed process left is taken away by the next one that works beside it.
 */
export async function makeNewFolder(target: string, tree: FolderTree, signal: AbortSignal | undefined): Promise<void> {
  const made = await makeFoldersAbove(target);
  try {
    await removeLeftOver(dirname(target));
    const staging = await mkdtemp(join(dirname(target), `${PREFIX}${process.pid}-`));
    try {
      await writeNewFile(join(staging, OWNER), Buffer.from(`${JSON.stringify(thisProcess())}\n`), modeOf(false));
      const staged = join(staging, basename(target));
      await writeTree(staged, tree, signal);
      signal?.throwIfAborted();
      await rename(staged, target);
      await syncFolder(dirname(target));
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  } catch (error) {
    for (const folder of made.toReversed()) await rmdir(folder).catch(() => undefined); // somebody else uses it now
    throw error;
  }
}

async function writeTree(
  root: string,
  { files, directories }: FolderTree,
  signal: AbortSignal | undefined,
): Promise<void> {
  const folders = new Set([
    '',
    ...directories.flatMap((path) => [...foldersAbove(path), path]),
    ...files.flatMap(({ path }) => foldersAbove(path)),
  ]);
  const sorted = [...folders].sort();
  for (const folder of sorted) await mkdir(join(root, folder));
  await severalAtOnce(files, async ({ path, bytes, isExecutable }) => {
    signal?.throwIfAborted();
    await writeNewFile(join(root, path), bytes, modeOf(isExecutable));
  });
  await severalAtOnce(sorted, (folder) => syncFolder(join(root, folder)));
}

/** The folders that were missing and are there now, the uppermost first. */
async function makeFoldersAbove(target: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let folder = dirname(target); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) await mkdir(folder);
  return missing;
}

/** Only what bears our mark, and whose process is gone. */
async function removeLeftOver(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = /^\.codomyrmex-new-(\d+)-.{6}$/.exec(name) ?? [];
    if (pid === undefined || mayBeAlive({ pid: Number(pid), host: hostname() })) continue;
    const inside = await readdir(join(folder, name));
    const owner = processOwnerSchema.safeParse(await written(join(folder, name, OWNER)));
    if (inside.length > 0 && (!owner.success || mayBeAlive(owner.data))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function written(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Not ours, or killed while it was written.
    return undefined;
  }
}
