import type { Problem, WorkflowDefinition } from '@codomyrmex/core';
import type { Places } from '../definition/places.ts';

/** A definition with where it was written, as far as that is known. */
export interface PlacedDefinition {
  readonly definition: WorkflowDefinition;
  readonly places?: Places | undefined;
  readonly file?: string | undefined;
  /** What was wrong with the written form already: then `definition` is only what is left of it, and is never run. */
  readonly problems?: readonly Problem[] | undefined;
  /** `journal`: of a run that was begun with it, and that goes on whatever this version would advise against. */
  readonly origin?: 'journal' | undefined;
}
