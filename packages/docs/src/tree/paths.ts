import { posix } from 'node:path';

/** Joins paths of the project, which have `/` and no beginning; the root is ''. */
export function joined(folder: string, name: string): string {
  const path = posix.normalize(posix.join(folder, name));
  return path === '.' ? '' : path.replace(/\/$/, '');
}

export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at);
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** From a folder to a path, as a link says it. */
export function relativeTo(folder: string, path: string): string {
  return posix.relative(folder === '' ? '/' : `/${folder}`, path === '' ? '/' : `/${path}`) || '.';
}

export const isWithin = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

/** A folder and those above it, the root last. */
export function* upward(folder: string): Generator<string> {
  for (let at = folder; at !== ''; at = folderOf(at)) yield at;
  yield '';
}
