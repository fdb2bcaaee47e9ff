import type { WorkflowDefinition } from '@codomyrmex/core';

// Words of the specification and of the Python system for one thing. The written word is tried first, then the others in
// turn: an installed module is never hidden by another's old name. "urgent" for "critical" is part of the step's schema.

/** Modules that go by several names. */
const moduleSynonyms: readonly (readonly string[])[] = [
  ['code', 'coding'],
  ['ai_code_editing', 'agents.ai_code_editing'],
  ['build_synthesis', 'ci_cd_automation.build'],
  ['security_audit', 'security'],
  ['static_analysis', 'coding.static_analysis'],
  ['project_orchestration', 'logistics.orchestration.project'],
];

/** Actions that go by several names in one module. */
const actionSynonyms: readonly { readonly module: string; readonly names: readonly string[] }[] = [
  { module: 'environment_setup', names: ['check_environment', 'validate_environment'] },
];

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
  const written = new Set(definition.steps.map((step) => step.module));
  return new Set([...written].flatMap(moduleNames));
}

function synonyms(word: string, groups: readonly (readonly string[])[]): readonly string[] {
  const others = groups.filter((group) => group.includes(word)).flat();
  return [...new Set([word, ...others])];
}
