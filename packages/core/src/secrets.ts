/**
 * Values that only this action is to know: the environment's, or what the embedder's source has. Only names that the action
 * declares can be asked for. What was given out is masked wherever the run's text leaves: logs, events, outputs, failures.
 */
export interface Secrets {
  /** `undefined` when nobody has set it. @throws ActionError EFFECT_NOT_DECLARED for a name that the action does not declare. */
  get(name: string): string | undefined;
  /** @throws ActionError SECRET_MISSING, which says how to set it. */
  require(name: string): string;
}
