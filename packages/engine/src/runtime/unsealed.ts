import type { RunRecord } from '@codomyrmex/dag';

/** Tasks were added to the run while it ran, or could have been. */
export const isUnsealed = ({ definition }: RunRecord): boolean => definition.unsealed === true;
