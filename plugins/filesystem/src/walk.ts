import type { ActionContext, FileKind } from '@codomyrmex/core';

export interface WalkedEntry {
  /** From the folder where the walk began, with `/`. */
  readonly path: string;
  /** From the workspace. */
  readonly place: string;
  readonly name: string;
  readonly kind: FileKind;
}

export interface WalkOptions {
  /** Levels of folders: 1 is the folder itself. */
  readonly maxDepth: number;
  /** Whether a folder is not looked into; it is given all the same. */
  readonly isLeftOut?: (path: string) => boolean;
}

/** Everything below a folder, each folder before what is in it, by name. Links are given and not followed. */
export async function* walk(
  context: Pick<ActionContext, 'fs' | 'signal'>,
  root: string,
  { maxDepth, isLeftOut }: WalkOptions,
): AsyncGenerator<WalkedEntry, void, undefined> {
  const open: { readonly path: string; readonly depth: number; readonly entry: WalkedEntry | undefined }[] = [
    { path: '', depth: 0, entry: undefined },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, depth, entry } = next;
    if (entry !== undefined) yield entry;
    if (depth >= maxDepth || (entry !== undefined && (entry.kind !== 'folder' || isLeftOut?.(path) === true))) continue;
    context.signal.throwIfAborted();
    const inside = await context.fs.list(joined(root, path));
    for (const { name, kind } of inside.toReversed()) {
      const below = path === '' ? name : `${path}/${name}`;
      open.push({ path: below, depth: depth + 1, entry: { path: below, place: joined(root, below), name, kind } });
    }
  }
}

const joined = (root: string, path: string): string => (path === '' ? root : `${root.replace(/\/+$/, '')}/${path}`);
