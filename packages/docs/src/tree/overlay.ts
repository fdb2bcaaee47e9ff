import { folderOf, upward } from './paths.ts';
import type { ProjectTree } from './project-tree.ts';

/** A tree in which files stand that are about to be made: what is told of it is the same before and after. */
export function withPlanned(tree: ProjectTree, planned: readonly string[]): ProjectTree {
  const added = new Set(planned.filter((path) => !tree.has(path)));
  if (added.size === 0) return tree;
  const folders = new Set(tree.folders);
  const newIn = new Map<string, string[]>();
  for (const path of added) {
    for (const folder of upward(folderOf(path))) {
      if (folders.has(folder)) break;
      folders.add(folder);
      newIn.set(folderOf(folder), [...(newIn.get(folderOf(folder)) ?? []), folder]);
    }
  }
  return {
    root: tree.root,
    files: tree.files,
    folders,
    has: (path) => added.has(path) || folders.has(path) || tree.has(path),
    subfolders: (folder) => [...new Set([...tree.subfolders(folder), ...(newIn.get(folder) ?? [])])].sort(),
    names: (folder) => tree.names(folder),
    text: (path) => tree.text(path),
    bytes: (path) => tree.bytes(path),
    isLink: (path) => tree.isLink(path),
    isIgnored: (path) => tree.isIgnored(path),
    kindOf: (path) => tree.kindOf(path),
  };
}
