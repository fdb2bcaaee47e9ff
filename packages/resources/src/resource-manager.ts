import {
  type Clock,
  type Ids,
  type Problem,
  type ResourceStatus,
  type ResourceType,
  UsageError,
} from '@codomyrmex/core';
import { healthOf, type ResourcesHealth } from './health.ts';
import { Ledger } from './ledger.ts';
import type { Need } from './need.ts';
import { type Requirements, readRequirements } from './requirements.ts';
import type { ResourceDefinition } from './resource-definition.ts';
import {
  allocationView,
  type Resource,
  type ResourceUsage,
  resourceView,
  type SystemUsage,
  systemView,
  type UserAllocation,
  usageView,
} from './resource-views.ts';
import { type Grant, UserGrants } from './user-grants.ts';
import { WaitingLine } from './waiting-line.ts';

/** What the door needs of a waiting line, whoever else waits in it. */
export type GrantingLine = Pick<WaitingLine<never>, 'ledger' | 'tryTake' | 'release' | 'drain'>;

export interface ResourceManagerPorts {
  /** Without one, nothing can be given a timeout and nothing is dated. */
  readonly clock?: Clock | undefined;
  /** Names of allocations; counted from 1 unless given. */
  readonly ids?: Ids | undefined;
  /** Added to the ledger; those whose id is known already are left as they are. */
  readonly resources?: Iterable<ResourceDefinition> | undefined;
  /** Shared with an engine; one of its own unless given. */
  readonly line?: GrantingLine | undefined;
}

/** The specification's door to resources: users take and give back what a ledger counts. It holds no rules. */
export class ResourceManager {
  private readonly clock: Clock | undefined;
  private readonly line: GrantingLine;
  private readonly ledger: Ledger;
  private readonly grants: UserGrants;

  /** @throws DefinitionError for a resource that is not valid. */
  constructor(ports: ResourceManagerPorts = {}) {
    this.clock = ports.clock;
    this.line = ports.line ?? new WaitingLine<never>({ ledger: new Ledger(), onGrant: () => {} });
    this.ledger = this.line.ledger;
    this.grants = new UserGrants(ports.clock, ports.ids ?? counted(), (grant) => this.giveBack(grant));
    for (const resource of ports.resources ?? []) this.addResource(resource);
  }

  /**
   * Takes everything that is required, or nothing. Where several resources of a type can serve, the least used one does.
   * @param requirements amounts by resource type, resource id or `type:name`: `{ cpu: { cores: 2 }, 'lock:db': {} }`
   * @param timeout seconds after which the allocations expire; the resource's own limit unless given, and never where it has none
   * @returns the resource's id for each requirement, or `null`: not free now, or not there at all (`checkRequirements`)
   * @throws UsageError for a timeout that is none, or without a clock.
   */
  allocateResources(userId: string, requirements: Requirements, timeout?: number): Record<string, string> | null {
    if (timeout !== undefined) this.checkTimeout(timeout);
    const { needs, problems } = readRequirements(requirements, this.ledger);
    const taken = problems.length > 0 ? undefined : this.takeAll(userId, needs);
    if (taken === undefined) {
      for (const need of needs.values()) this.ledger.forget(need);
      return null;
    }
    return Object.fromEntries(Array.from(taken, ([key, grant]) => [key, this.record(userId, grant, timeout)]));
  }

  /** Everything that can never be granted, with what to do; what is only taken at the moment is no problem. */
  checkRequirements(requirements: Requirements): readonly Problem[] {
    const { needs, problems } = readRequirements(requirements, this.ledger);
    for (const need of needs.values()) this.ledger.forget(need);
    return problems;
  }

  /**
   * Gives back the named allocations of the user, or all of them.
   * @returns `false` when one of the names is none of the user's allocations; the others are given back.
   */
  deallocateResources(userId: string, allocationIds?: readonly string[]): boolean {
    const ids = allocationIds ?? this.grants.of(userId).map(({ id }) => id);
    const grants = ids.map((id) => this.grants.take(userId, id));
    for (const grant of grants) if (grant !== undefined) this.giveBack(grant);
    return grants.every((grant) => grant !== undefined);
  }

  /** Of one resource, `undefined` when there is none, or of all of them together. */
  getResourceUsage(resourceId: string): ResourceUsage | undefined;
  getResourceUsage(): SystemUsage;
  getResourceUsage(resourceId?: string): ResourceUsage | SystemUsage | undefined {
    if (resourceId === undefined) return systemView(this.ledger.list());
    const usage = this.ledger.usage(resourceId);
    return usage === undefined ? undefined : usageView(usage);
  }

  listResources(type?: ResourceType, status?: ResourceStatus): Resource[] {
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
    this.ledger.add(resource);
    return true;
  }

  getUserAllocations(userId: string): UserAllocation[] {
    return this.grants.of(userId).flatMap((grant) => {
      const definition = this.ledger.find(grant.resource);
      return definition === undefined ? [] : [allocationView(grant, definition)];
    });
  }

  healthCheck(): ResourcesHealth {
    return healthOf(this.ledger.list(), this.clock?.now() ?? null);
  }

  private checkTimeout(timeout: number): void {
    if (!(timeout > 0)) throw new UsageError(`a timeout is a number of seconds above 0, not ${timeout}`);
    if (this.clock !== undefined) return;
    throw new UsageError('allocations cannot expire without a clock', {
      suggestions: ['Give the resource manager a clock.'],
    });
  }

  private takeAll(userId: string, needs: ReadonlyMap<string, Need>): Map<string, Grant> | undefined {
    const taken = new Map<string, Grant>();
    for (const [key, need] of needs) {
      const allocation = this.line.tryTake(need, { label: userId });
      if (allocation === undefined) {
        for (const grant of taken.values()) this.line.release(grant.allocation);
        this.line.drain();
        return undefined;
      }
      taken.set(key, { need, allocation });
    }
    return taken;
  }

  private record(userId: string, grant: Grant, timeout: number | undefined): string {
    const resource = grant.allocation.shape?.parts[0]?.row.resource ?? '';
    const lifetime = timeout ?? this.ledger.find(resource)?.limits?.timeoutSeconds ?? undefined;
    this.grants.add(userId, { ...grant, resource }, lifetime);
    return resource;
  }

  private giveBack({ need, allocation }: Grant): void {
    this.line.release(allocation);
    this.ledger.forget(need);
    this.line.drain();
  }
}

function counted(): Ids {
  let count = 0;
  return () => `allocation-${++count}`;
}
