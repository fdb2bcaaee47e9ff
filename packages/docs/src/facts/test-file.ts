import { isWithin } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';

/** The first file below a folder that `matches`, relative to that folder; not one of fixtures or dependencies. */
export function firstFile(tree: ProjectTree, folder: string, matches: (path: string) => boolean): string | undefined {
  const found = tree.files.find(
    (path) =>
      isWithin(path, folder) && matches(path) && !/(?:^|\/)(?:fixtures?|testdata|vendor|node_modules)\//.test(path),
  );
  return found === undefined || folder === '' ? found : found.slice(folder.length + 1);
}
