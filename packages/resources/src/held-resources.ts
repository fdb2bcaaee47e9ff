import type { AccessMode, HeldResource } from '@codomyrmex/core';
import type { Allocation } from './allocation.ts';
import type { Ledger } from './ledger.ts';
import { inUnits } from './units.ts';

interface Held {
  readonly amounts: Record<string, number>;
  mode: AccessMode | undefined;
}

/** What an allocation holds, resource by resource; nothing after it was given back. */
export function heldResources({ shape, fence }: Allocation, ledger: Ledger): readonly HeldResource[] {
  const byResource = new Map<string, Held>();
  for (const { row, amount, mode } of shape?.parts ?? []) {
    const held = byResource.get(row.resource) ?? { amounts: {}, mode: undefined };
    byResource.set(row.resource, held);
    held.mode ??= mode;
    if (row.kind === 'counted' || row.kind === 'rate') held.amounts[row.unit] = inUnits(amount);
  }
  return [...byResource].flatMap(([resource, { amounts, mode }]) => {
    const type = ledger.find(resource)?.type;
    return type === undefined ? [] : [{ resource, type, amounts, mode, fence }];
  });
}
