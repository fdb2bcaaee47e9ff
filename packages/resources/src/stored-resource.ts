import type { Amounts, ResourceDefinition } from './resource-definition.ts';

/**
 * A resource as a resource file keeps it. What its `allocated` and `currentUsers` say was true when the file was written: who
 * held something then holds nothing after a restart, so a ledger leaves them out of account.
 */
export interface StoredResource extends ResourceDefinition {
  readonly allocated?: Amounts | undefined;
  readonly currentUsers?: readonly string[] | undefined;
  /** Keys of the entry that mean nothing to us; they are written again as they were read. */
  readonly otherKeys?: Readonly<Record<string, unknown>> | undefined;
}
