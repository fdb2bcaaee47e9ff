import {
  didYouMean,
  type Problem,
  type ResourceStatus,
  type ResourceType,
  resourceStatuses,
  resourceTypes,
} from '@codomyrmex/core';
import { converted, MAX_AMOUNT, ownUnit } from './units.ts';

/** Amounts by unit: `{ cores: 8 }`. */
export type Amounts = Readonly<Record<string, number>>;

/** Quotas below the capacity; what is left out or `null` does not limit. */
export interface ResourceLimits {
  readonly maxCpuCores?: number | null | undefined;
  readonly maxMemoryGb?: number | null | undefined;
  readonly maxDiskGb?: number | null | undefined;
  readonly maxNetworkMbps?: number | null | undefined;
  /** How many grants may touch it in a minute; of what counts `requests_per_minute`, how many of those. */
  readonly maxRequestsPerMinute?: number | null | undefined;
  /** How many grants may hold something of it at once, however little each. */
  readonly maxConcurrentUsers?: number | null | undefined;
  /** After so many seconds an allocation made without a timeout of its own expires. */
  readonly timeoutSeconds?: number | null | undefined;
}

/** A resource as it is declared. */
export interface ResourceDefinition {
  readonly id: string;
  readonly type: ResourceType;
  /**
   * At least one unit, except for locks, files and databases, which are held by one writer or shared by readers
   * whatever else they count. A semaphore without capacity has one holder. A unit that ends in `_per_second`, `_per_minute`,
   * `_per_hour` or `_per_day` is a rate: what is granted of it is used up, and so much comes back in that time.
   */
  readonly capacity: Amounts;
  /** For people; the id unless given. */
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** Nothing new is granted of what is `reserved`, in `maintenance` or `unavailable`; `available` unless given. */
  readonly status?: ResourceStatus | undefined;
  readonly limits?: ResourceLimits | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** What was counted before it was added here, as a listed resource has it: grants, and the seconds they were held. */
  readonly totalAllocations?: number | undefined;
  readonly totalUsageTime?: number | undefined;
  /** When it was first declared and last changed; the time of the adding unless given. */
  readonly createdAt?: Date | null | undefined;
  readonly updatedAt?: Date | null | undefined;
}

const lockable: ReadonlySet<ResourceType> = new Set(['lock', 'file', 'database']);

/** Whether a resource of the type is read by many and written by one. */
export function isLockable(type: ResourceType): boolean {
  return lockable.has(type);
}

const nameable: ReadonlySet<ResourceType> = new Set(['lock', 'file', 'database', 'semaphore', 'queue']);

/** Whether a request has to say which one: any lock is as good as none. */
export function mustBeNamed(type: ResourceType): boolean {
  return nameable.has(type);
}

const MAX_UNITS = 16;
const unitPattern = /^[a-z][a-z0-9_]{0,63}$/;

/** What is counted of the resource, by unit, quotas applied. */
export function ceilings({ type, capacity, limits }: ResourceDefinition): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  for (const [unit, amount] of Object.entries(capacity)) {
    if (unit === 'holders' && isLockable(type)) continue;
    counted.set(unit, limits === undefined ? amount : Math.min(amount, quota(type, limits, unit)));
  }
  if (type === 'semaphore' && counted.size === 0) counted.set('holders', 1);
  return counted;
}

const REQUESTS = 'requests_per_minute';

/** How many grants may touch it in a minute, where that is limited and not counted as a unit. */
export function grantsPerMinute({ capacity, limits }: ResourceDefinition): number | undefined {
  return REQUESTS in capacity ? undefined : (limits?.maxRequestsPerMinute ?? undefined);
}

function quota(type: ResourceType, limits: ResourceLimits | undefined, unit: string): number {
  if (unit === REQUESTS) return limits?.maxRequestsPerMinute ?? Number.POSITIVE_INFINITY;
  const [limit, of] = quotaOf(type, limits);
  const most = of === undefined || limit == null ? undefined : converted(limit, of, unit);
  return most ?? Number.POSITIVE_INFINITY;
}

function quotaOf(type: ResourceType, limits: ResourceLimits | undefined): [number | null | undefined, string?] {
  switch (type) {
    case 'cpu':
      return [limits?.maxCpuCores, 'cores'];
    case 'memory':
      return [limits?.maxMemoryGb, 'gb'];
    case 'disk':
      return [limits?.maxDiskGb, 'gb'];
    case 'network':
      return [limits?.maxNetworkMbps, 'mbps'];
    case 'external_api':
    case 'file':
    case 'database':
    case 'gpu':
    case 'queue':
    case 'lock':
    case 'semaphore':
      return [undefined];
  }
}

/** Everything that is wrong with a declaration. */
export function definitionProblems(definition: ResourceDefinition): Problem[] {
  const { id, type, status, capacity, limits } = definition;
  const problems: Problem[] = [];
  const report = (code: string, path: string, message: string, suggestion?: string): void => {
    problems.push({ code, path, message, suggestion });
  };
  if (typeof id !== 'string' || id === '' || id.length > 200) {
    report('invalid_id', 'id', 'a resource needs an id of 1 to 200 characters');
  }
  if (!resourceTypes.includes(type)) {
    const known = resourceTypes.join(', ');
    report('unknown_type', 'type', `there is no resource type "${type}"`, didYouMean(type, resourceTypes) ?? known);
    return problems;
  }
  if (status !== undefined && !resourceStatuses.includes(status)) {
    report(
      'unknown_status',
      'status',
      `there is no resource status "${status}"`,
      `one of ${resourceStatuses.join(', ')}`,
    );
  }
  if (typeof capacity !== 'object' || capacity === null) {
    report('no_capacity', 'capacity', 'a capacity is an object of amounts by unit', `{ ${ownUnit[type]}: 1 }`);
  } else {
    for (const problem of capacityProblems(type, capacity)) problems.push(problem);
  }
  for (const problem of limitProblems(limits)) problems.push(problem);
  return problems;
}

const limitNames: readonly (keyof ResourceLimits)[] = [
  'maxCpuCores',
  'maxMemoryGb',
  'maxDiskGb',
  'maxNetworkMbps',
  'maxRequestsPerMinute',
  'maxConcurrentUsers',
  'timeoutSeconds',
];

/** A name that is none is told even where it limits nothing. */
function isSet([name, limit]: readonly [string, unknown]): boolean {
  return limit != null || !limitNames.some((known) => known === name);
}

function limitProblems(limits: ResourceLimits | undefined): Problem[] {
  const problems: Problem[] = [];
  for (const [name, limit] of Object.entries(limits ?? {}).filter(isSet)) {
    const path = `limits.${name}`;
    const suggestion = 'leave it out for no limit';
    if (!limitNames.some((known) => known === name)) {
      const known = didYouMean(name, limitNames) ?? `one of ${limitNames.join(', ')}`;
      problems.push({ code: 'unknown_limit', path, message: `there is no limit "${name}"`, suggestion: known });
    } else if (typeof limit !== 'number' || !(limit > 0 && limit <= MAX_AMOUNT)) {
      const message = `a limit is a number above 0 and at most ${MAX_AMOUNT}, not ${String(limit)}`;
      problems.push({ code: 'invalid_limit', path, message, suggestion });
    } else if (name === 'maxConcurrentUsers' && !Number.isInteger(limit)) {
      const message = `users are counted in whole numbers, not ${limit}`;
      problems.push({ code: 'invalid_limit', path, message, suggestion });
    }
  }
  return problems;
}

const capacityPath = (unit: string): string => `capacity.${unit}`;

/** What is wrong with a capacity, for a declaration or a change. */
function capacityProblems(type: ResourceType, capacity: Amounts): Problem[] {
  const problems: Problem[] = [];
  const units = Object.entries(capacity);
  if (units.length === 0 && !isLockable(type) && type !== 'semaphore') {
    const suggestion = `write capacity: { ${ownUnit[type]}: 1 }`;
    problems.push({ code: 'no_capacity', path: 'capacity', message: `a ${type} needs a capacity`, suggestion });
  }
  if (units.length > MAX_UNITS) {
    const message = `a resource counts at most ${MAX_UNITS} units, not ${units.length}`;
    problems.push({ code: 'too_many_units', path: 'capacity', message });
  }
  for (const [unit, amount] of units.length > MAX_UNITS ? units.slice(0, MAX_UNITS) : units) {
    if (!unitPattern.test(unit)) {
      const message = `"${unit}" is no name of a unit`;
      problems.push({
        code: 'invalid_unit',
        path: capacityPath(unit),
        message,
        suggestion: 'use lower-case letters, digits and "_"',
      });
    }
    if (typeof amount !== 'number' || !(amount >= 0 && amount <= MAX_AMOUNT)) {
      const message = `a capacity is a number from 0 to ${MAX_AMOUNT}, not ${String(amount)}`;
      problems.push({ code: 'invalid_amount', path: capacityPath(unit), message });
    }
    if (unit === 'holders' && isLockable(type) && amount !== 1) {
      const message = `a ${type} is held by one writer or shared by readers, not by ${amount} holders`;
      problems.push({
        code: 'invalid_amount',
        path: capacityPath(unit),
        message,
        suggestion: 'declare a semaphore for several holders',
      });
    }
  }
  return problems;
}
