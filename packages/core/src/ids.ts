declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Names one run for ever; made by the runtime's `Ids` port. */
export type RunId = Branded<'RunId'>;
/** Names one grant of resources until it is released. */
export type AllocationId = Branded<'AllocationId'>;

/** Marks a string that came from outside (a flag, a stored row) as a run's name; whether such a run exists is asked later. */
export const runId = (text: string): RunId => text as RunId; // a brand has no other constructor
export const allocationId = (text: string): AllocationId => text as AllocationId; // likewise
