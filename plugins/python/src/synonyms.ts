import { actionSynonyms, moduleSynonyms } from '@codomyrmex/core';

/** The package whose modules core's synonyms name. */
const OWN_PACKAGE = 'codomyrmex';

/** What versions of the package call the same parameter. A name is exchanged only where a function has exactly one other. */
const parameters: readonly (readonly string[])[] = [
  ['path', 'repository_path', 'repo_path'],
  ['path', 'file_path', 'filepath', 'target_path'],
  ['path', 'project_root', 'project_path', 'directory'],
];

/** Addresses to try for one that is written, in order. */
export function candidatesOf(
  packageName: string,
  module: string,
  action: string,
): readonly (readonly [module: string, actions: readonly string[]])[] {
  return moduleNamesOf(packageName, module).map((name) => [
    name,
    packageName === OWN_PACKAGE ? synonyms(action, actionGroups(name)) : [action],
  ]);
}

/** Names of modules to try for one that is written, with the package's name or without. */
export function moduleNamesOf(packageName: string, module: string): readonly string[] {
  const prefix = `${packageName}.`;
  const bare = module.startsWith(prefix) ? module.slice(prefix.length) : module;
  return packageName === OWN_PACKAGE ? synonyms(bare, moduleSynonyms) : [bare];
}

export function parameterSynonyms(packageName: string): readonly (readonly string[])[] {
  return packageName === OWN_PACKAGE ? parameters : [];
}

function actionGroups(module: string): readonly (readonly string[])[] {
  return actionSynonyms.filter((entry) => entry.module === module).map(({ names }) => names);
}

function synonyms(word: string, groups: readonly (readonly string[])[]): readonly string[] {
  return [...new Set([word, ...groups.filter((group) => group.includes(word)).flat()])];
}
