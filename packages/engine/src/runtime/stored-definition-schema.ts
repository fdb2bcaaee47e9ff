import { stepSchema, workflowDefinitionSchema } from '@codomyrmex/core';
import * as z from 'zod';

/** What a run began with. One that grows says so, and may begin with nothing. */
export const storedDefinitionSchema = workflowDefinitionSchema.extend({
  unsealed: z.literal(true).optional(),
  steps: z.array(stepSchema),
  /** Present in a run of items: its one step is done so often. */
  items: z.int().min(0).optional(),
  /** Present in a run that undoes what another did: its steps see what the steps of that one left. */
  undoes: z.string().optional(),
});
export type StoredDefinition = z.output<typeof storedDefinitionSchema>;
