import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, link, lstat, mkdir, open, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError } from '@codomyrmex/core';
import { encodeText } from '../markdown/source-text.ts';
import { parentIsInside } from '../tree/project-path.ts';
import type { ChangedDocument } from './plan.ts';

/** A document that has been put in its place, and what stood there. */
interface Placed {
  readonly file: string;
  readonly before: Buffer | undefined;
}

/**
 * Writes documents: every one whole, and all of them or none. What was written is taken back, byte for byte, when one cannot be.
 * Each document is compared again right before its draft takes its place: what somebody wrote while the drafts were made stays.
 * @throws StorageError DOCUMENTS_NOT_WRITTEN; then everything is as it was, or the error says what is not.
 */
export async function writeDocuments(root: string, documents: readonly ChangedDocument[]): Promise<void> {
  const placed: Placed[] = [];
  const made: string[] = [];
  const drafts: string[] = [];
  try {
    const ready: { readonly draft: string; readonly file: string; readonly document: ChangedDocument }[] = [];
    for (const document of documents) {
      const file = join(root, document.path);
      const before = await standing(root, document);
      made.push(...(await makeFolder(dirname(file))));
      const draft = join(dirname(file), `.${randomBytes(8).toString('hex')}.tmp`);
      drafts.push(draft);
      await write(draft, encodeText(document.after));
      if (before !== undefined) await chmod(draft, (await lstat(file)).mode & 0o7777);
      ready.push({ draft, file, document });
    }
    for (const { draft, file, document } of ready) {
      const before = await standing(root, document);
      if (before === undefined) await placeNew(draft, file);
      else await rename(draft, file);
      placed.push({ file, before });
      await rm(draft, { force: true });
    }
  } catch (cause) {
    const lost = await takeBack(placed, made, drafts);
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError(`documents cannot be written: ${message}`, {
      code: 'DOCUMENTS_NOT_WRITTEN',
      cause,
      details: { left: lost },
      suggestions: [
        lost.length === 0 ? 'Nothing was changed.' : `These could not be put back: ${lost.join(', ')}.`,
        'Check rights and free space of the project.',
      ],
    });
  }
}

/** What stands there now, which must be what the plan was made from. */
async function standing(root: string, document: ChangedDocument): Promise<Buffer | undefined> {
  const { path } = document;
  const file = join(root, path);
  if (!(await parentIsInside(root, path)))
    throw new Error(`${path} is not in the project: a folder of it is a link out of it`);
  const entry = await lstat(file).catch(() => undefined);
  if (entry !== undefined && !entry.isFile()) throw new Error(`${path} is no regular file`);
  const bytes = entry === undefined ? undefined : await readFile(file);
  const expected = document.kind === 'create' ? undefined : encodeText(document.before);
  const isAsPlanned = bytes === undefined || expected === undefined ? bytes === expected : bytes.equals(expected);
  if (!isAsPlanned) throw new Error(`${path} was changed by somebody else meanwhile`);
  return bytes;
}

/** Unlike a rename, a link replaces nothing that has appeared since the comparison. */
async function placeNew(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (cause) {
    if (!hasNoLinks(cause)) throw cause;
    await copyFile(draft, file, constants.COPYFILE_EXCL);
  }
}

/** Some file systems, FAT among them, know no second name of a file. */
const hasNoLinks = (cause: unknown): boolean =>
  cause instanceof Error &&
  'code' in cause &&
  ['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(String(cause.code));

/** The missing folders of a path, outermost first, are made; gives those. */
async function makeFolder(folder: string): Promise<readonly string[]> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return [];
  const made = [folder];
  for (let at = folder; at !== first && at !== dirname(at); at = dirname(at)) made.unshift(dirname(at));
  return made;
}

async function write(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'wx', 0o644);
  try {
    await handle.writeFile(bytes);
  } finally {
    await handle.close();
  }
}

/** Gives the files that are not as they were. */
async function takeBack(
  placed: readonly Placed[],
  made: readonly string[],
  drafts: readonly string[],
): Promise<string[]> {
  const lost: string[] = [];
  for (const { file, before } of placed.toReversed()) {
    try {
      if (before === undefined) await rm(file);
      else {
        const draft = join(dirname(file), `.${randomBytes(8).toString('hex')}.tmp`);
        await write(draft, before);
        await chmod(draft, (await lstat(file)).mode & 0o7777);
        await rename(draft, file);
      }
    } catch {
      lost.push(file);
    }
  }
  for (const draft of drafts) await rm(draft, { force: true }).catch(() => undefined);
  // A folder that somebody has put something into meanwhile stays.
  for (const folder of made.toReversed()) await rmdir(folder).catch(() => undefined);
  return lost;
}
