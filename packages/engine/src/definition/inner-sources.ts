import type { WorkflowDefinition } from '@codomyrmex/core';
import type { SourceOf } from './fault.ts';

/** Where the workflows come from that the steps of others run. */
export interface InnerSources {
  /** Where definitions were written that were read from files of their own. */
  readonly files: ReadonlyMap<WorkflowDefinition, SourceOf>;
  /** Why there is nothing under a name. */
  readonly missing: ReadonlyMap<string, MissingWorkflow>;
}

export interface MissingWorkflow {
  readonly code: 'unknown_workflow' | 'workflow_cycle' | 'too_deep';
  readonly message: string;
  readonly suggestion?: string | undefined;
}
