import type { JsonObject } from '@codomyrmex/core';
import type { TaskSpec } from './task-spec.ts';

/** A task that is added to a run under way. Its dependencies may be added after it. */
export interface AddedTask extends TaskSpec {
  /** It does not become ready before it is released. */
  readonly held?: true | undefined;
  /** What the task does, as it is written: the planner keeps it for those who show the run or go on with it. */
  readonly written: JsonObject;
}
