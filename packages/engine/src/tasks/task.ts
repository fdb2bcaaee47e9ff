import type { AccessMode, Priority, ResourceRequest, ResourceType, TaskStatus } from '@codomyrmex/core';
import type { TaskResult } from '../views/task-result.ts';

/** Something that a task needs while it runs. Everything that it needs is granted together, with its worker. */
export interface TaskResource {
  readonly type: ResourceType;
  /** Which one: a resource's id, or the name of a lock. */
  readonly identifier: string;
  readonly mode?: AccessMode | undefined;
  /** How much, by unit; the least of the type unless given. */
  readonly amount?: ResourceRequest['amount'];
  readonly timeout?: number | null | undefined;
}

/** What a task can be given. Durations are seconds. */
export interface TaskOptions {
  readonly description?: string | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** Ids of tasks that must complete before this one; they may be added later. */
  readonly dependencies?: readonly string[] | undefined;
  readonly priority?: Priority | 'urgent' | undefined;
  readonly resources?: readonly TaskResource[] | undefined;
  /** For one attempt; no limit when null or left out. */
  readonly timeout?: number | null | undefined;
  /** Attempts after the first; 3 unless given. */
  readonly maxRetries?: number | undefined;
  /** Before the first retry; 1 unless given. It doubles each time. */
  readonly retryDelay?: number | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Plain JSON. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** A task that is to be added. How a task stands (status, result, times) is left aside. */
export interface TaskDraft extends TaskOptions {
  /** Made when left out. */
  readonly id?: string | undefined;
  /** Made when left out. */
  readonly name?: string | undefined;
  /** May be left out where `action` is `module.action`. */
  readonly module?: string | undefined;
  readonly action: string;
}

/** The specification's Task: what was asked for, and how it stands whenever it is looked at. Durations are seconds. */
export interface Task {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly module: string;
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Ids. */
  readonly dependencies: readonly string[];
  readonly priority: Priority;
  readonly resources: readonly TaskResource[];
  readonly timeout: number | null;
  readonly maxRetries: number;
  readonly retryDelay: number;
  /** `cancelled` as soon as that is certain, also while the work of an attempt is still being ended. */
  readonly status: TaskStatus;
  /** Attempts begun after the first. */
  readonly retryCount: number;
  readonly createdAt: Date;
  /** Of the last attempt. */
  readonly startedAt: Date | null;
  /** When it completed or failed. */
  readonly completedAt: Date | null;
  /** `null` until it completed or failed. */
  readonly result: TaskResult | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The specification's short view of a task; the duration is in seconds. */
export interface TaskInfo {
  readonly id: string;
  readonly name: string;
  readonly status: TaskStatus;
  readonly priority: Priority;
  readonly dependencies: readonly string[];
  /** Identifiers of what it asked for, while it runs. */
  readonly assignedResources: readonly string[];
  readonly executionTime: number | null;
  readonly errorMessage: string | null;
}

export function taskInfo(task: Task): TaskInfo {
  const { id, name, status, priority, dependencies, result } = task;
  return {
    id,
    name,
    status,
    priority,
    dependencies,
    assignedResources: status === 'running' ? task.resources.map(({ identifier }) => identifier) : [],
    executionTime: result?.executionTime ?? null,
    errorMessage: result?.errorMessage ?? null,
  };
}
