import type { ResourceStatus } from '@codomyrmex/core';
import { type Amounts, mustBeNamed } from './resource-definition.ts';
import { utilization } from './resource-views.ts';
import type { Usage } from './usage.ts';

export interface ResourceHealth {
  readonly status: ResourceStatus;
  /** Percent, by unit. */
  readonly utilization: Amounts;
  readonly users: number;
  readonly healthy: boolean;
}

export interface ResourcesHealth {
  /** `degraded` from one issue on, `unhealthy` from five. */
  readonly overallStatus: 'healthy' | 'degraded' | 'unhealthy';
  /** `null` where no clock is given. */
  readonly timestamp: Date | null;
  readonly resources: Readonly<Record<string, ResourceHealth>>;
  readonly issues: readonly string[];
}

/** Percent above which a machine has nothing to spare. */
const BUSY = 90;
const UNHEALTHY_ISSUES = 5;

export function healthOf(usages: readonly Usage[], timestamp: Date | null): ResourcesHealth {
  const issues: string[] = [];
  const found = usages.map((usage): [string, ResourceHealth] => {
    const own = issuesOf(usage);
    issues.push(...own);
    const { status, holders } = usage;
    return [usage.id, { status, utilization: utilization(usage), users: holders.length, healthy: own.length === 0 }];
  });
  // Whatever the ids are: assigned one by one, `__proto__` would be none.
  const resources = Object.fromEntries(found);
  const overallStatus = issues.length === 0 ? 'healthy' : issues.length < UNHEALTHY_ISSUES ? 'degraded' : 'unhealthy';
  return { overallStatus, timestamp, resources, issues };
}

function issuesOf(usage: Usage): string[] {
  const over = Object.entries(usage.held)
    .filter(([unit, held]) => held > (usage.capacity[unit] ?? held))
    .map(([unit, held]) => `${usage.id} has ${held} ${unit} held and only ${usage.capacity[unit]} in all`);
  if (over.length > 0) return over;
  switch (usage.status) {
    case 'reserved':
    case 'maintenance':
    case 'unavailable':
      return [`${usage.id} grants nothing: its status is ${usage.status}`];
    case 'available':
    case 'in_use':
      // A lock that is held and slots that are all taken do what they are for.
      if (mustBeNamed(usage.type)) return [];
      return Object.entries(utilization(usage))
        .filter(([, percent]) => percent > BUSY)
        .map(([unit, percent]) => `${usage.id} is used to ${percent} % of its ${unit}`);
  }
}
