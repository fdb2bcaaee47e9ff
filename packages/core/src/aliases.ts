// Every other word for one thing that is read: of the specification's older documents and of the Python system. What is
// written has one word. See docs/decisions/0007-specification-choices.md.

/** Modules that go by several names. The written one is tried first: an installed module is never hidden by another's. */
export const moduleSynonyms: readonly (readonly string[])[] = [
  ['code', 'coding'],
  ['ai_code_editing', 'agents.ai_code_editing'],
  ['build_synthesis', 'ci_cd_automation.build'],
  ['security_audit', 'security'],
  ['filesystem', 'file_system'],
  ['static_analysis', 'coding.static_analysis'],
  ['static_analysis', 'coding.review'],
  ['static_analysis', 'coding'],
  ['project_orchestration', 'logistics.orchestration.project'],
];

/** Actions that go by several names in one module. */
export const actionSynonyms: readonly { readonly module: string; readonly names: readonly string[] }[] = [
  { module: 'environment_setup', names: ['check_environment', 'validate_environment'] },
];
