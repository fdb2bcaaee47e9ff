import type { DocsConfiguration } from '../configuration/docs-configuration.ts';
import { matchesAny } from '../facts/folder-pattern.ts';
import type { ProjectFacts } from '../facts/project-facts.ts';
import { type ProjectTree, readmeOf } from '../tree/project-tree.ts';
import { documentAt, type ProjectDocument } from './document.ts';

/** Folders that are of tools, or data of tests, or somebody else's. */
const FOREIGN = /(?:^|\/)(?:\.[^/]*|node_modules|__pycache__|fixtures?|testdata|vendor|third_party)(?:\/|$)/;

/** The README.md and AGENTS.md that a project is to have, the root's first. */
export function documentSet(
  tree: ProjectTree,
  facts: ProjectFacts,
  { documents, folders }: DocsConfiguration,
): readonly ProjectDocument[] {
  const ofPackages = new Set(folders.packages ? facts.packages.map((one) => one.folder) : []);
  const chosen = [...tree.folders].filter(
    (folder) =>
      folder !== '' &&
      !FOREIGN.test(folder) &&
      (ofPackages.has(folder) || matchesAny(folder, folders.include)) &&
      !matchesAny(folder, folders.exclude),
  );
  return ['', ...chosen.sort()].flatMap((folder) => [
    ...(documents.readme ? readmeIn(tree, folder) : []),
    ...(documents.agents ? [documentAt('AGENTS', folder)] : []),
  ]);
}

/** `readme.md` is one too; a README of another form is people's. */
function readmeIn(tree: ProjectTree, folder: string): readonly ProjectDocument[] {
  const found = readmeOf(tree, folder);
  if (found === undefined) return [documentAt('README', folder)];
  return /\.md$/i.test(found) ? [{ kind: 'README', folder, path: found }] : [];
}
