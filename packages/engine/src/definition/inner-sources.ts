import type { WorkflowDefinition } from '@codomyrmex/core';
import type { SourceOf } from './fault.ts';

/** Where the workflows come from that the steps of others run. */
export interface InnerSources {
  /** Where definitions were written that were read from files of their own. */
  readonly files: ReadonlyMap<WorkflowDefinition, SourceOf>;
  /** What may have been meant by names under which nothing was found. */
  readonly missing: ReadonlyMap<string, string>;
}
