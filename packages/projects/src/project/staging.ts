import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { mayBeAlive, processOwnerSchema, thisProcess } from './process-owner.ts';
import type { ProjectFiles } from './project-files.ts';

const PREFIX = '.codomyrmex-staged-';
const OWNER = 'owner.json';

/** A place beside `target` for what is not whole yet. */
export interface Staging {
  /** Where the tree is made, to be moved to the target in one step, or to be removed. It does not exist at first. */
  readonly tree: string;
  discard(): Promise<void>;
}

/**
 * Makes a folder beside the target, so that a move is one step, and says in it who is at work. What processes left there that
 * died is removed: their trees are in nobody's way and in no list, since the name begins with a dot.
 */
export async function staged(files: ProjectFiles, target: string): Promise<Staging> {
  const parent = dirname(target);
  await files.makeFolder(parent);
  await removeLeftovers(files, parent);
  const folder = join(parent, `${PREFIX}${randomUUID()}`);
  await files.makeFolder(folder);
  await files.create(join(folder, OWNER), JSON.stringify(thisProcess()));
  return { tree: join(folder, 'tree'), discard: () => files.removeTree(folder) };
}

async function removeLeftovers(files: ProjectFiles, parent: string): Promise<void> {
  for (const { name, kind } of await files.entries(parent)) {
    if (kind !== 'folder' || !name.startsWith(PREFIX)) continue;
    const folder = join(parent, name);
    // One of somebody else, which we may not read or remove, is no reason to make nothing.
    if (await isLeftOver(files, join(folder, OWNER))) await files.removeTree(folder).catch(() => undefined);
  }
}

/** One without an owner's file may be about to get it. It is left alone: it holds nothing yet. */
async function isLeftOver(files: ProjectFiles, ownerFile: string): Promise<boolean> {
  try {
    const text = (await files.read(ownerFile, 4_096))?.text;
    if (text === undefined) return false;
    return !mayBeAlive(processOwnerSchema.parse(JSON.parse(text)));
  } catch {
    return false; // no file of ours, or none that we may read
  }
}
