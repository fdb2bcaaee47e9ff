import type { RetryChoice } from '@codomyrmex/dag';

/** Everything is to be as in the earlier run. */
export const nothingElse: RetryChoice = { chosen: new Set(), changed: new Map(), given: new Map() };
