import type { AccessMode, ResourceType } from '@codomyrmex/core';
import { heldResources } from './held-resources.ts';
import type { Ledger } from './ledger.ts';
import type { Amounts } from './resource-definition.ts';

/** What somebody holds of one resource, whoever he is and in whichever process. */
export interface StandingAllocation {
  /** The grant's fencing number: what was granted together has the same. */
  readonly allocationId: string;
  readonly userId: string;
  readonly resourceId: string;
  readonly resourceName: string;
  readonly resourceType: ResourceType;
  readonly allocated: Amounts;
  readonly mode: AccessMode | null;
}

/**
 * Everything that is held, newest first.
 * @param user of whom alone, by his label; `run 7` stands for all tasks of that run, labelled `run 7 / load`
 */
export function standingAllocations(ledger: Ledger, user?: string): StandingAllocation[] {
  const standing: StandingAllocation[] = [];
  for (const allocation of ledger.books.held()) {
    const { label } = allocation.owner;
    if (user !== undefined && label !== user && !label.startsWith(`${user} / `)) continue;
    for (const { resource, type, amounts, mode, fence } of heldResources(allocation, ledger)) {
      standing.push({
        allocationId: String(fence),
        userId: label,
        resourceId: resource,
        resourceName: ledger.find(resource)?.name ?? resource,
        resourceType: type,
        allocated: amounts,
        mode: mode ?? null,
      });
    }
  }
  return standing;
}
