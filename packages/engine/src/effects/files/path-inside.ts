import { lstat, mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ActionError } from '@codomyrmex/core';
import { systemCode } from './system-code.ts';

const MAX_PATH = 4_096;
/** Bytes of one name, which the file systems in use agree on. */
const MAX_NAME = 255;

/** A place below a root: a folder that is there, with every link followed, and a name in it. */
export interface PlaceInside {
  /** Absolute, without links. */
  readonly folder: string;
  /** Empty for the root itself. */
  readonly name: string;
}

/**
 * Where a path leads that need not be there; a link that it ends in is not followed.
 * @throws ActionError PATH_REFUSED when that is outside, NOT_FOUND when its folder is not there.
 */
export async function placeInside(root: string, path: string): Promise<PlaceInside> {
  const absolute = writtenInside(root, path);
  if (absolute === root) return { folder: await realpath(root), name: '' };
  return { folder: await existingInside(root, dirname(absolute), path), name: basename(absolute) };
}

/** The same, after making the folders that are missing. */
export async function placeToWrite(root: string, path: string): Promise<PlaceInside> {
  const absolute = writtenInside(root, path);
  if (absolute === root) throw refused(path, 'it is the workspace itself');
  return { folder: await madeInside(root, dirname(absolute), path), name: basename(absolute) };
}

/** A folder below the root, made where it is missing. */
export const folderInside = (root: string, path: string): Promise<string> =>
  madeInside(root, writtenInside(root, path), path);

/** Follows a path to its end. @throws ActionError PATH_REFUSED, NOT_FOUND. */
export const followedInside = (root: string, path: string): Promise<string> =>
  existingInside(root, writtenInside(root, path), path);

/** Whether `path` is `folder` or below it, by their text. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

export const refused = (path: string, why: string): ActionError =>
  new ActionError(`${JSON.stringify(path.slice(0, 200))} is refused: ${why}`, {
    code: 'PATH_REFUSED',
    retryable: false,
    suggestions: ['Name a path inside the workspace.'],
  });

export const notThere = (path: string): ActionError =>
  new ActionError(`there is no ${JSON.stringify(path.slice(0, 200))} in the workspace`, {
    code: 'NOT_FOUND',
    retryable: false,
  });

function writtenInside(root: string, path: string): string {
  if (path.includes('\0')) throw refused(path, 'it holds a NUL character');
  if (path.length > MAX_PATH) throw refused(path, `it has more than ${MAX_PATH} characters`);
  if (path.split(sep).some((name) => Buffer.byteLength(name) > MAX_NAME)) {
    throw refused(path, `a name in it has more than ${MAX_NAME} bytes`);
  }
  const absolute = resolve(root, path);
  if (!isInside(root, absolute)) throw refused(path, 'it lies outside the workspace');
  return absolute;
}

async function existingInside(root: string, absolute: string, path: string): Promise<string> {
  const realRoot = await realpath(root);
  const real = await realpath(absolute).catch(async (error: unknown) => {
    // Where nothing is, the way to it may still lead outside: that is said first.
    if (absolute !== root) await existingInside(root, dirname(absolute), path);
    const code = systemCode(error);
    if (code === 'ELOOP') throw refused(path, 'a link on its way leads to itself');
    throw ['ENOENT', 'ENOTDIR'].includes(code) ? notThere(path) : error;
  });
  if (!isInside(realRoot, real)) throw refused(path, 'a link on its way leads outside the workspace');
  return real;
}

/** Folders are made one by one below one that is there, and none of them may turn out to be a link. */
async function madeInside(root: string, absolute: string, path: string): Promise<string> {
  const missing: string[] = [];
  let folder = absolute;
  while (folder !== root && !(await isThere(folder))) {
    missing.unshift(basename(folder));
    folder = dirname(folder);
  }
  let real = await existingInside(root, folder, path);
  await requireFolder(real, path);
  for (const name of missing) {
    real = join(real, name);
    await mkdir(real).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
    });
    await requireFolder(real, path);
  }
  return real;
}

async function requireFolder(real: string, path: string): Promise<void> {
  if ((await lstat(real)).isDirectory()) return;
  throw refused(path, `${JSON.stringify(basename(real))} on its way is no folder`);
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: unknown) => {
      if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemCode(error))) return false;
      throw error;
    },
  );
