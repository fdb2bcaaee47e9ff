// The enumerations of the specification's document 3, by value.

export const taskStatuses = ['pending', 'ready', 'running', 'completed', 'failed', 'cancelled', 'skipped'] as const;
/** Where a task stands. */
export type TaskStatus = (typeof taskStatuses)[number];

export const workflowStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
/** Where a run stands by its own events. */
export type WorkflowStatus = (typeof workflowStatuses)[number];

/** Where a run stands for somebody who looks from outside: `interrupted` when its process died before its end. */
export type RunStatus = WorkflowStatus | 'interrupted';

export const priorities = ['low', 'normal', 'high', 'critical'] as const;
export type Priority = (typeof priorities)[number];

/** 0 for `low` to 3 for `critical`: larger goes first. */
export const priorityRank: Readonly<Record<Priority, number>> = { low: 0, normal: 1, high: 2, critical: 3 };

export const resourceTypes = [
  'cpu',
  'memory',
  'disk',
  'network',
  'file',
  'database',
  'external_api',
  'gpu',
  'queue',
  'lock',
  'semaphore',
] as const;
export type ResourceType = (typeof resourceTypes)[number];

export const resourceStatuses = ['available', 'in_use', 'reserved', 'maintenance', 'unavailable'] as const;
export type ResourceStatus = (typeof resourceStatuses)[number];

export const orchestrationModes = ['sequential', 'parallel', 'priority', 'resource_aware'] as const;
/** How tasks of a run share its slots: one by one, in order of arrival, by priority, or by priority and their own requests. */
export type OrchestrationMode = (typeof orchestrationModes)[number];

export const sessionStatuses = ['pending', 'active', 'completed', 'cancelled', 'failed'] as const;
export type SessionStatus = (typeof sessionStatuses)[number];

export const triggerRules = ['success', 'failure', 'always', 'any_success', 'any_failure'] as const;
/**
 * What a task asks of its dependencies, all of them settled: every one completed (`success`), every one failed
 * (`failure`), nothing (`always`), at least one completed or failed (`any_…`). Otherwise the task is skipped.
 */
export type TriggerRule = (typeof triggerRules)[number];
