import {
  type Clock,
  dateAt,
  type Ids,
  type Problem,
  type ResourceStatus,
  type ResourceType,
  UsageError,
} from '@codomyrmex/core';
import { type AcquireOptions, AllocationDesk } from './allocation-desk.ts';
import { type AllocationReport, allocationReports } from './allocation-report.ts';
import { type Deadlock, findDeadlock } from './deadlock.ts';
import type { GrantingLine } from './granting-line.ts';
import { healthOf, type ResourcesHealth } from './health.ts';
import { Ledger } from './ledger.ts';
import { type Requirements, readRequirements } from './requirements.ts';
import type { ResourceChanges } from './resource-changes.ts';
import type { Amounts, ResourceDefinition } from './resource-definition.ts';
import { type MonitorOptions, ResourceMonitor } from './resource-monitor.ts';
import {
  allocationView,
  type Resource,
  type ResourceAllocation,
  type ResourceUsage,
  resourceView,
  type SystemUsage,
  systemView,
  type UserAllocation,
  usageView,
  userAllocationView,
} from './resource-views.ts';
import type { ResourceAnalytics, UsageSample } from './usage-analytics.ts';
import { historyOf, type UsageHistory } from './usage-history.ts';
import { UserReservations } from './user-reservations.ts';
import { type WaitForGraph, waitForGraph } from './wait-for-graph.ts';
import { WaitingLine } from './waiting-line.ts';

export interface ResourceManagerPorts {
  /** Without one nothing expires, no rate refills beyond its burst, and nothing is dated. */
  readonly clock?: Clock | undefined;
  /** Names of allocations; counted from 1 unless given. */
  readonly ids?: Ids | undefined;
  /** Added to the ledger; those whose id is known already are left as they are. */
  readonly resources?: Iterable<ResourceDefinition> | undefined;
  /** Shared with an engine; one of its own unless given. */
  readonly line?: GrantingLine | undefined;
}

/** Who takes without saying who he is. */
const ANONYMOUS = 'anonymous';

/** The specification's door to resources: users take, wait for and give back what a ledger counts. It holds no rules. */
export class ResourceManager {
  private readonly clock: Clock | undefined;
  private readonly ledger: Ledger;
  private readonly desk: AllocationDesk;
  private readonly reservations: UserReservations;
  private readonly history: UsageHistory;

  /** @throws DefinitionError for a resource that is not valid. */
  constructor(ports: ResourceManagerPorts = {}) {
    const line = ports.line ?? new WaitingLine<never>({ ledger: new Ledger(), onGrant: () => {} });
    this.clock = ports.clock;
    this.ledger = line.ledger;
    this.desk = new AllocationDesk(line, ports.clock, ports.ids ?? counted());
    this.reservations = new UserReservations(line.ledger, ports.clock, () => this.desk.settle());
    this.desk.tick();
    this.history = historyOf(line.ledger);
    for (const resource of ports.resources ?? []) this.addResource(resource);
  }

  /**
   * Takes everything that is required, or nothing. Where several resources of a type can serve, the least used one does.
   * @param requirements amounts by resource type, resource id or `type:name`: `{ cpu: { cores: 2 }, 'lock:db': {} }`
   * @param timeout seconds after which the allocations expire; the resource's own limit unless given, and never where it has none
   * @returns the resource's id for each requirement, or `null`: not free now, or not there at all (`checkRequirements`)
   * @throws UsageError for a user or timeout that is none, or a timeout without a clock.
   */
  allocateResources(userId: string, requirements: Requirements, timeout?: number): Record<string, string> | null {
    return this.desk.take(userId, requirements, timeout) ?? null;
  }

  /**
   * Waits for everything that is required, in the line in which everybody waits: by priority and arrival, none for ever.
   * @throws DefinitionError for what can never be granted; an error with the code `RESOURCE_UNAVAILABLE`, and what was lacking,
   *   after `waitSeconds`; the reason of `signal`; and as `allocateResources` does.
   */
  acquireResources(
    userId: string,
    requirements: Requirements,
    options: AcquireOptions = {},
  ): Promise<Record<string, string>> {
    return this.desk.wait(userId, requirements, options);
  }

  /** From now on the allocation lasts `timeout` seconds. `false` when it is none of the user's, or over already. */
  renewAllocation(userId: string, allocationId: string, timeout: number): boolean {
    return this.desk.renew(userId, allocationId, timeout);
  }

  /** Everything that can never be granted, with what to do; what is only taken at the moment is no problem. */
  checkRequirements(requirements: Requirements): readonly Problem[] {
    const read = readRequirements(requirements, this.ledger);
    if (read.kind === 'refused') return read.problems;
    this.ledger.forget(read.need);
    return [];
  }

  /**
   * Gives back the named allocations of the user, or all of them.
   * @returns `false` when one of the names is none of the user's allocations, or expired; the others are given back.
   */
  deallocateResources(userId: string, allocationIds?: readonly string[]): boolean {
    return this.desk.give(userId, allocationIds);
  }

  /** Gives back what has expired, which happens by itself as well; how many allocations that were. */
  cleanupExpired(): number {
    return this.desk.tick();
  }

  /** Of one resource, `undefined` when there is none, or of all of them together. */
  getResourceUsage(resourceId: string): ResourceUsage | undefined;
  getResourceUsage(): SystemUsage;
  getResourceUsage(resourceId?: string): ResourceUsage | SystemUsage | undefined {
    this.desk.tick();
    if (resourceId === undefined) return systemView(this.ledger.list());
    const usage = this.ledger.usage(resourceId);
    return usage === undefined ? undefined : usageView(usage);
  }

  listResources(type?: ResourceType, status?: ResourceStatus): Resource[] {
    this.desk.tick();
    return this.ledger
      .list()
      .filter((usage) => (type ?? usage.type) === usage.type && (status ?? usage.status) === usage.status)
      .map(resourceView);
  }

  /**
   * @returns `false`, and nothing is changed, when there is a resource of that id.
   * @throws DefinitionError with all problems of a resource that is not valid.
   */
  addResource(resource: ResourceDefinition): boolean {
    if (this.ledger.has(resource.id)) return false;
    this.desk.tick();
    this.ledger.add(resource);
    return true;
  }

  /** @throws as {@link Ledger.update} does. */
  updateResource(resourceId: string, changes: ResourceChanges): void {
    this.desk.tick();
    this.ledger.update(resourceId, changes);
    this.desk.settle();
  }

  /** `false`, and nothing is changed, when there is none, or something of it is held or waited for. */
  removeResource(resourceId: string): boolean {
    this.desk.tick();
    if (!this.ledger.remove(resourceId)) return false;
    this.reservations.forget(resourceId);
    return true;
  }

  /** @throws as {@link Ledger.setCapacity} does. */
  setCapacity(resourceId: string, capacity: Amounts): void {
    this.desk.tick();
    this.ledger.setCapacity(resourceId, capacity);
    this.desk.settle();
  }

  /** Only of what is `available` or `in_use` anything new is granted; it ends a reservation. @throws as {@link Ledger.setStatus} does. */
  setResourceStatus(resourceId: string, status: ResourceStatus): void {
    this.desk.tick();
    this.ledger.setStatus(resourceId, status);
    this.reservations.forget(resourceId);
    this.desk.settle();
  }

  /**
   * Nobody but the user is granted of the resource, for so many seconds or until it is cancelled. What others hold stays held.
   * @returns `false` when it is reserved for somebody else, in maintenance or unavailable.
   * @throws UsageError for an unknown resource, or a time that is none.
   */
  reserveResource(resourceId: string, userId: string, seconds?: number): boolean {
    this.desk.check(userId, seconds);
    this.desk.tick();
    const isReserved = this.reservations.reserve(resourceId, userId, seconds);
    this.desk.settle();
    return isReserved;
  }

  /** `false` when it is not reserved, or not for the user who is given. */
  cancelReservation(resourceId: string, userId?: string): boolean {
    this.desk.tick();
    const wasReserved = this.reservations.cancel(resourceId, userId);
    this.desk.settle();
    return wasReserved;
  }

  getUserAllocations(userId: string): UserAllocation[] {
    return this.desk.of(userId).flatMap((lease) => {
      const definition = this.ledger.find(lease.resource);
      return definition === undefined ? [] : [userAllocationView(lease, definition)];
    });
  }

  /**
   * One allocation of so much of a type, in the type's own unit, for whoever has no name: `allocateResources` for little things.
   * @throws DefinitionError for what can never be granted; an error with the code `RESOURCE_UNAVAILABLE` for what is taken.
   */
  allocateResource(type: ResourceType, amount = 1): ResourceAllocation {
    return allocationView(this.desk.takeOne(ANONYMOUS, { [type]: amount }));
  }

  /** `false` when it was given back already, or is over. */
  releaseResource(allocation: Pick<ResourceAllocation, 'id' | 'userId'>): boolean {
    return this.desk.give(allocation.userId, [allocation.id]);
  }

  /** Whether so much of a type could be had now. @throws DefinitionError for an amount that is none. */
  checkAvailability(type: ResourceType, amount = 1): boolean {
    return this.desk.couldTake({ [type]: amount });
  }

  /** What the user holds, beside what there is. */
  getAllocationReports(userId: string): AllocationReport[] {
    return this.getUserAllocations(userId).flatMap((allocation) => {
      const usage = this.getResourceUsage(allocation.resourceId);
      return usage === undefined ? [] : allocationReports(allocation, usage);
    });
  }

  /**
   * How a resource, or each of them, stood after its changes, oldest first, the newest 600; what is older than `since` is
   * left out.
   */
  getUsageHistory(resourceId: string, options?: { readonly since?: Date }): readonly UsageSample[];
  getUsageHistory(resourceId?: undefined, options?: { readonly since?: Date }): Record<string, readonly UsageSample[]>;
  getUsageHistory(
    resourceId?: string,
    { since }: { readonly since?: Date } = {},
  ): readonly UsageSample[] | Record<string, readonly UsageSample[]> {
    this.desk.tick();
    const samplesOf = (id: string): readonly UsageSample[] => this.history.samplesOf(id, since?.getTime());
    if (resourceId !== undefined) return samplesOf(resourceId);
    return Object.fromEntries(Array.from(this.history.resources(), (id) => [id, samplesOf(id)]));
  }

  /** How much of a resource, `undefined` when there is none, or of each was in use, by whom, and how long was waited for it. */
  getResourceAnalytics(resourceId: string): ResourceAnalytics | undefined;
  getResourceAnalytics(): Record<string, ResourceAnalytics>;
  getResourceAnalytics(resourceId?: string): ResourceAnalytics | Record<string, ResourceAnalytics> | undefined {
    this.desk.tick();
    if (resourceId !== undefined) return this.history.analytics(resourceId);
    const all = Array.from(this.history.resources(), (id) => [id, this.history.analytics(id)] as const);
    return Object.fromEntries(all.flatMap(([id, analytics]) => (analytics === undefined ? [] : [[id, analytics]])));
  }

  /**
   * Reports at intervals how everything stands and what should be looked at, until its loop is left or the signal aborts.
   * @throws UsageError without a clock, or for an interval that is none.
   */
  monitorResources(options: MonitorOptions = {}): ResourceMonitor {
    if (this.clock === undefined) throw new UsageError('resources cannot be monitored without a clock');
    const prepare = (): void => void this.desk.tick();
    return new ResourceMonitor({ line: this.desk.line, clock: this.clock, prepare }, options);
  }

  /** Who waits, since when, for what, and who holds it. `waitForText` shows it to people. */
  getWaitForGraph(): WaitForGraph {
    this.desk.tick();
    return waitForGraph(this.desk.line);
  }

  /** Users who wait for one another for ever, as those can who ask for one thing while they hold another. */
  findDeadlock(): Deadlock | undefined {
    return findDeadlock(this.getWaitForGraph());
  }

  healthCheck(): ResourcesHealth {
    this.desk.tick();
    return healthOf(this.ledger.list(), this.clock === undefined ? null : dateAt(this.clock.now()));
  }
}

function counted(): Ids {
  let count = 0;
  return () => `allocation-${++count}`;
}
