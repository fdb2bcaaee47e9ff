// The enumerations of the specification's document 3: lists and unions of the values that are written and stored, and beside
// them objects with the specification's member names. A member is its value: `TaskPriority.HIGH` is `'high'`.

/** Every member, under its value in capitals. */
type Members<Value extends string> = { readonly [Member in Value as Uppercase<Member>]: Member };

export const taskStatuses = ['pending', 'ready', 'running', 'completed', 'failed', 'cancelled', 'skipped'] as const;
/** Where a task stands. */
export type TaskStatus = (typeof taskStatuses)[number];
export const TaskStatus = Object.freeze({
  PENDING: 'pending',
  READY: 'ready',
  RUNNING: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  SKIPPED: 'skipped',
} as const satisfies Members<TaskStatus>);

export const workflowStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
/** Where a run stands by its own events. */
export type WorkflowStatus = (typeof workflowStatuses)[number];
export const WorkflowStatus = Object.freeze({
  PENDING: 'pending',
  RUNNING: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
} as const satisfies Members<WorkflowStatus>);

/**
 * Where a run stands for somebody who looks from outside: `interrupted` when its process died before its end, `paused` while
 * it was asked to start nothing.
 */
export type RunStatus = WorkflowStatus | 'interrupted' | 'paused';

export const priorities = ['low', 'normal', 'high', 'critical'] as const;
export type Priority = (typeof priorities)[number];
/** The specification's name of {@link Priority}. */
export type TaskPriority = Priority;
export const TaskPriority = Object.freeze({
  LOW: 'low',
  NORMAL: 'normal',
  HIGH: 'high',
  CRITICAL: 'critical',
} as const satisfies Members<Priority>);

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
export const ResourceType = Object.freeze({
  CPU: 'cpu',
  MEMORY: 'memory',
  DISK: 'disk',
  NETWORK: 'network',
  FILE: 'file',
  DATABASE: 'database',
  EXTERNAL_API: 'external_api',
  GPU: 'gpu',
  QUEUE: 'queue',
  LOCK: 'lock',
  SEMAPHORE: 'semaphore',
} as const satisfies Members<ResourceType>);

export const resourceStatuses = ['available', 'in_use', 'reserved', 'maintenance', 'unavailable'] as const;
export type ResourceStatus = (typeof resourceStatuses)[number];
export const ResourceStatus = Object.freeze({
  AVAILABLE: 'available',
  IN_USE: 'in_use',
  RESERVED: 'reserved',
  MAINTENANCE: 'maintenance',
  UNAVAILABLE: 'unavailable',
} as const satisfies Members<ResourceStatus>);

export const orchestrationModes = ['sequential', 'parallel', 'priority', 'resource_aware'] as const;
/** How tasks of a run share its slots: one by one, in order of arrival, by priority, or by priority and their own requests. */
export type OrchestrationMode = (typeof orchestrationModes)[number];
export const OrchestrationMode = Object.freeze({
  SEQUENTIAL: 'sequential',
  PARALLEL: 'parallel',
  PRIORITY: 'priority',
  RESOURCE_AWARE: 'resource_aware',
} as const satisfies Members<OrchestrationMode>);

export const sessionStatuses = ['pending', 'active', 'completed', 'cancelled', 'failed'] as const;
export type SessionStatus = (typeof sessionStatuses)[number];
export const SessionStatus = Object.freeze({
  PENDING: 'pending',
  ACTIVE: 'active',
  COMPLETED: 'completed',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
} as const satisfies Members<SessionStatus>);

export const projectStatuses = ['planning', 'active', 'paused', 'completed', 'archived', 'failed'] as const;
export type ProjectStatus = (typeof projectStatuses)[number];
export const ProjectStatus = Object.freeze({
  PLANNING: 'planning',
  ACTIVE: 'active',
  PAUSED: 'paused',
  COMPLETED: 'completed',
  ARCHIVED: 'archived',
  FAILED: 'failed',
} as const satisfies Members<ProjectStatus>);

export const projectTypes = [
  'ai_analysis',
  'web_application',
  'data_pipeline',
  'ml_model',
  'documentation',
  'research',
  'custom',
] as const;
export type ProjectType = (typeof projectTypes)[number];
export const ProjectType = Object.freeze({
  AI_ANALYSIS: 'ai_analysis',
  WEB_APPLICATION: 'web_application',
  DATA_PIPELINE: 'data_pipeline',
  ML_MODEL: 'ml_model',
  DOCUMENTATION: 'documentation',
  RESEARCH: 'research',
  CUSTOM: 'custom',
} as const satisfies Members<ProjectType>);

export const triggerRules = ['success', 'failure', 'always', 'any_success', 'any_failure'] as const;
/**
 * What a task asks of its dependencies, all of them settled: every one completed (`success`), every one failed
 * (`failure`), nothing (`always`), at least one completed or failed (`any_…`). Otherwise the task is skipped.
 */
export type TriggerRule = (typeof triggerRules)[number];
