import { UsageError } from '@codomyrmex/core';
import { type Account, measuresOf } from './account.ts';
import { type Amounts, isLockable, type ResourceDefinition } from './resource-definition.ts';

/** What can be changed of a resource; its status is set, and its id and type stay. */
export type ResourceChanges = Partial<
  Pick<ResourceDefinition, 'name' | 'description' | 'capacity' | 'limits' | 'tags' | 'metadata'>
>;

/**
 * The definition with other amounts of units that it counts.
 * @throws UsageError for a unit that it does not count.
 */
export function withCapacity({ definition, counted }: Account, capacity: Amounts): ResourceDefinition {
  for (const unit of Object.keys(capacity)) {
    if (counted.has(unit) || (isLockable(definition.type) && unit === 'holders')) continue;
    throw new UsageError(`"${definition.id}" does not count ${unit}`, {
      suggestions: [`Its units are ${[...counted.keys()].join(', ')}; another unit needs another resource.`],
    });
  }
  return { ...definition, capacity: { ...definition.capacity, ...capacity } };
}

/** Takes over the definition and what its rows count at most. `false`, and nothing is changed, where it counts something else. */
export function changed(account: Account, definition: ResourceDefinition): boolean {
  const measures = measuresOf(definition);
  const ceilings = account.rows.map(
    (row) => measures.find(({ kind, unit }) => kind === row.kind && unit === row.unit)?.ceiling,
  );
  if (measures.length !== account.rows.length) return false;
  if (ceilings.includes(undefined)) return false;
  account.definition = definition;
  for (const [at, row] of account.rows.entries()) row.ceiling = ceilings[at] ?? row.ceiling;
  return true;
}
