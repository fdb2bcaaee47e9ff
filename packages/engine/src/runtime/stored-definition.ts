import { stepSchema, workflowDefinitionSchema } from '@codomyrmex/core';
import type { RunRecord } from '@codomyrmex/dag';
import * as z from 'zod';

/** What a run began with. One that grows says so, and may begin with nothing. */
export const storedDefinitionSchema = workflowDefinitionSchema.extend({
  unsealed: z.literal(true).optional(),
  steps: z.array(stepSchema),
  /** Present in a run of items: its one step is done so often. */
  items: z.int().min(0).optional(),
});
export type StoredDefinition = z.output<typeof storedDefinitionSchema>;

const read = new WeakMap<RunRecord, StoredDefinition>();

/** Read once for a record, which nothing changes: each view of a run asks for it. */
export function storedDefinition(record: RunRecord): StoredDefinition {
  const known = read.get(record);
  if (known !== undefined) return known;
  const definition = storedDefinitionSchema.parse(record.definition);
  read.set(record, definition);
  return definition;
}

/** Tasks were added to the run while it ran, or could have been. */
export const isUnsealed = ({ definition }: RunRecord): boolean => definition.unsealed === true;
