import type { WorkflowDefinition } from '@codomyrmex/core';
import type { RunRecord } from '@codomyrmex/dag';
import { type StoredDefinition, storedDefinitionSchema } from './stored-definition-schema.ts';

const read = new WeakMap<RunRecord, StoredDefinition>();

/** Read once for a record, which nothing changes: each view of a run asks for it. */
export function storedDefinition(record: RunRecord): StoredDefinition {
  const known = read.get(record);
  if (known !== undefined) return known;
  const definition = storedDefinitionSchema.parse(record.definition);
  read.set(record, definition);
  return definition;
}

/** Of a record that was made here, of a definition that has been checked: reading it by the schema would give the same. */
export function knownDefinition(record: RunRecord, definition: WorkflowDefinition): void {
  read.set(record, definition);
}
