import {
  didYouMean,
  NotFoundError,
  type ResourceStatus,
  type ResourceType,
  resourceStatuses,
  resourceTypes,
  UsageError,
} from '@codomyrmex/core';
import { type Amounts, ResourceManager, type ResourceUsage, standingAllocations } from '@codomyrmex/resources';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import type { Column } from '../output/column.ts';
import { columnsBy, table } from '../output/table.ts';

interface ListOptions extends CommonOptions {
  readonly type?: string;
  readonly status?: string;
}

export function listResources(options: ListOptions): Promise<void> {
  return perform(options, async (scope) => {
    const type = oneOf<ResourceType>('type', options.type, resourceTypes);
    const status = oneOf<ResourceStatus>('status', options.status, resourceStatuses);
    const manager = await managerOf(scope);
    const usages = manager.listResources(type, status).flatMap(({ id }) => manager.getResourceUsage(id) ?? []);
    if (scope.json) scope.terminal.json(usages.map(wireUsage));
    else {
      const columns = columnsBy('resource', 'type', 'status', 'capacity', 'held', 'users');
      const rows = usages.map((one) => [
        one.resourceId,
        one.type,
        one.status,
        amounts(one.capacity),
        amounts(one.allocated),
        String(one.currentUsers),
      ]);
      scope.terminal.data(table(columns, rows, scope.terminal.outWidth));
    }
    return 0;
  });
}

export function showUsage(id: string | undefined, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const manager = await managerOf(scope);
    if (id === undefined) {
      const usage = manager.getResourceUsage();
      const wire = {
        total_resources: usage.totalResources,
        total_allocations: usage.totalAllocations,
        resources_by_type: usage.resourcesByType,
        utilization_summary: usage.utilizationSummary,
      };
      if (scope.json) scope.terminal.json(wire);
      else {
        const types = Object.entries(usage.utilizationSummary).map(([type, percent]) => [
          type,
          String(usage.resourcesByType[oneOf<ResourceType>('type', type, resourceTypes) ?? 'cpu']),
          `${percent} %`,
        ]);
        scope.terminal.data(`${usage.totalResources} resources, ${usage.totalAllocations} held or granted so far`);
        const columns = columnsBy('type', 'resources', 'in use');
        scope.terminal.data(table(columns, types, scope.terminal.outWidth));
      }
      return 0;
    }
    const usage = manager.getResourceUsage(id);
    if (usage === undefined)
      throw unknownResource(
        id,
        manager.listResources().map((one) => one.id),
      );
    if (scope.json) scope.terminal.json(wireUsage(usage));
    else {
      scope.terminal.data(`${usage.resourceId}  ${usage.name}  (${usage.type}, ${usage.status})`);
      for (const [unit, capacity] of Object.entries(usage.capacity)) {
        scope.terminal.data(`  ${unit}: ${usage.allocated[unit] ?? 0} of ${capacity} (${usage.utilization[unit]} %)`);
      }
      scope.terminal.data(`  users: ${usage.currentUsers}`);
    }
    return 0;
  });
}

export function listAllocations(user: string | undefined, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { capacity } = await scope.orchestrator();
    await managerOf(scope);
    const held = standingAllocations(capacity.ledger, user);
    if (scope.json) {
      scope.terminal.json(
        held.map((one) => ({
          allocation_id: one.allocationId,
          user_id: one.userId,
          resource_id: one.resourceId,
          resource_name: one.resourceName,
          resource_type: one.resourceType,
          allocated: one.allocated,
          mode: one.mode,
          // Other processes do not tell when.
          allocated_at: null,
          expires_at: null,
        })),
      );
    } else {
      const columns: readonly Column[] = [
        { title: 'user', whole: true },
        { title: 'resource', whole: true },
        { title: 'held' },
      ];
      const rows = held.map((one) => [one.userId, one.resourceId, one.mode ?? amounts(one.allocated)]);
      scope.terminal.data(table(columns, rows, scope.terminal.outWidth));
    }
    return 0;
  });
}

/** @throws nothing; to be thrown, with the exit code 3. */
export function unknownResource(id: string, known: readonly string[]): NotFoundError {
  return new NotFoundError(`there is no resource "${id}"`, {
    code: 'RESOURCE_NOT_FOUND',
    suggestions: [didYouMean(id, known) ?? 'codomyrmex resource list shows what there is.'],
  });
}

/** The door on the line of this composition, with what other processes hold at this moment. */
async function managerOf(scope: CommandScope): Promise<ResourceManager> {
  const { capacity, clock } = await scope.orchestrator();
  if ('refresh' in capacity.line) capacity.line.refresh();
  return new ResourceManager({ line: capacity.line, clock });
}

/** @throws UsageError INVALID_PARAMETERS for a word that is none of them. */
function oneOf<Word extends string>(
  option: string,
  written: string | undefined,
  words: readonly Word[],
): Word | undefined {
  const found = words.find((word) => word === written);
  if (written === undefined || found !== undefined) return found;
  throw new UsageError(`there is no resource ${option} "${written}"`, {
    code: 'INVALID_PARAMETERS',
    suggestions: [didYouMean(written, words) ?? `One of ${words.join(', ')}.`],
  });
}

function wireUsage(usage: ResourceUsage) {
  return {
    resource_id: usage.resourceId,
    name: usage.name,
    type: usage.type,
    status: usage.status,
    capacity: usage.capacity,
    allocated: usage.allocated,
    utilization: usage.utilization,
    current_users: usage.currentUsers,
    total_allocations: usage.totalAllocations,
  };
}

function amounts(units: Amounts): string {
  return Object.entries(units)
    .map(([unit, amount]) => `${Math.round(amount * 100) / 100} ${unit}`)
    .join(', ');
}
