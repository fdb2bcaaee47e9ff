import type { Files } from '@codomyrmex/core';
import fc from 'fast-check';

/** What stands under each path: the text of a file, or `null` for a folder. */
export type Tree = Map<string, string | null>;

const path = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const overwrite = fc.boolean();

type Operation =
  | { readonly kind: 'write' | 'append'; readonly at: string; readonly text: string }
  | { readonly kind: 'makeFolder' | 'remove' | 'removeAll'; readonly at: string }
  | { readonly kind: 'copy' | 'move'; readonly at: string; readonly to: string; readonly overwrite: boolean };

export const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constantFrom('write', 'append'), at: path, text: fc.constantFrom('1', '22') }),
  fc.record({ kind: fc.constantFrom('makeFolder', 'remove', 'removeAll'), at: path }),
  fc.record({ kind: fc.constantFrom('copy', 'move'), at: path, to: path, overwrite }),
);

/** `undefined` when the operation is to be refused. */
export function treeAfter(tree: Tree, asked: Operation): Tree | undefined {
  const { at } = asked;
  switch (asked.kind) {
    case 'write':
    case 'append':
      if (tree.get(at) === null) return undefined;
      return withWay(tree, at)?.set(at, (asked.kind === 'append' ? (tree.get(at) ?? '') : '') + asked.text);
    case 'makeFolder':
      return isFile(tree, at) ? undefined : withWay(tree, at)?.set(at, null);
    case 'remove':
      return below(tree, at).length > 0 ? undefined : without(tree, at);
    case 'removeAll':
      return without(tree, at);
    case 'copy':
    case 'move':
      return treeAfterTransfer(tree, asked);
  }
}

function treeAfterTransfer(tree: Tree, asked: Extract<Operation, { readonly to: string }>): Tree | undefined {
  const { kind, at, to } = asked;
  if (!tree.has(at) || (tree.has(to) && !asked.overwrite)) return undefined;
  const next = withWay(tree, to);
  if (kind === 'copy') {
    return isFile(tree, at) && tree.get(to) !== null ? next?.set(to, tree.get(at) ?? '') : undefined;
  }
  if (next === undefined || at === to) return next;
  if (to.startsWith(`${at}/`)) return undefined;
  if (tree.has(to) && (isFile(tree, to) !== isFile(tree, at) || below(tree, to).length > 0)) return undefined;
  const moved = without(next, at);
  for (const key of [at, ...below(tree, at)]) moved.set(to + key.slice(at.length), tree.get(key) ?? null);
  return moved;
}

export function perform(files: Files, asked: Operation): Promise<void> {
  switch (asked.kind) {
    case 'write':
    case 'append':
      return files[asked.kind](asked.at, asked.text);
    case 'makeFolder':
      return files.makeFolder(asked.at);
    case 'remove':
    case 'removeAll':
      return files.remove(asked.at, { recursive: asked.kind === 'removeAll' });
    case 'copy':
    case 'move':
      return files[asked.kind](asked.at, asked.to, { overwrite: asked.overwrite });
  }
}

export async function treeOf(files: Files, at = ''): Promise<Tree> {
  const tree: Tree = new Map();
  for (const { name, kind } of await files.list(at)) {
    const here = at === '' ? name : `${at}/${name}`;
    tree.set(here, kind === 'folder' ? null : await files.readText(here));
    if (kind === 'folder') for (const [key, content] of await treeOf(files, here)) tree.set(key, content);
  }
  return tree;
}

/** The tree with the folders above a path; `undefined` when a file is in the way. */
function withWay(tree: Tree, at: string): Tree | undefined {
  const parts = at.split('/').slice(0, -1);
  const folders = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  if (folders.some((folder) => isFile(tree, folder))) return undefined;
  return new Map([...tree, ...folders.map((folder) => [folder, null] as const)]);
}

const isFile = (tree: Tree, at: string): boolean => typeof tree.get(at) === 'string';

const below = (tree: Tree, at: string): readonly string[] => [...tree.keys()].filter((key) => key.startsWith(`${at}/`));

const without = (tree: Tree, at: string): Tree =>
  new Map([...tree].filter(([key]) => key !== at && !key.startsWith(`${at}/`)));
