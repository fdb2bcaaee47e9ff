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

/** Every module that a definition may need, under each of its names: what to load before it is checked. */
export function modulesOf(definition: WorkflowDefinition): ReadonlySet<string> {
  const written = new Set(plannedSteps(definition).map((step) => step.definition.module));
  return new Set([...written].flatMap(moduleNames));
}

function synonyms(word: string, groups: readonly (readonly string[])[]): readonly string[] {
  const others = groups.filter((group) => group.includes(word)).flat();
  return [...new Set([word, ...others])];
}
