import { actionSynonyms, moduleSynonyms, type WorkflowDefinition } from '@codomyrmex/core';
import { plannedSteps } from './planned-steps.ts';

/** The module's names, as it is written first. */
export function moduleNames(module: string): readonly string[] {
  return synonyms(module, moduleSynonyms);
}

/** The action's names in a module, as it is written first. */
export function actionNames(module: string, action: string): readonly string[] {
  return synonyms(
    action,
    actionSynonyms.filter((entry) => entry.module === module).map(({ names }) => names),
  );
}

/** Every module that a definition and the workflows in it may need, under each of its names: what to load before it is checked. */
export function modulesOf(definition: WorkflowDefinition): ReadonlySet<string> {
  const written = new Set<string>();
  const open = [definition];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { definition: step } of plannedSteps(next)) if (step.module !== undefined) written.add(step.module);
    open.push(...Object.values(next.workflows ?? {}));
  }
  return new Set([...written].flatMap(moduleNames));
}

function synonyms(word: string, groups: readonly (readonly string[])[]): readonly string[] {
  const others = groups.filter((group) => group.includes(word)).flat();
  return [...new Set([word, ...others])];
}
