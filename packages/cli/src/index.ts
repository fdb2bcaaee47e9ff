/**
 * Everything of Codomyrmex for scripts: the doors of the specification over the data folder that the command line uses.
 * @module codomyrmex
 */

export type { ActionContext as OrchestrationContext } from '@codomyrmex/core';
export {
  DefinitionError,
  NotFoundError,
  OrchestrationMode,
  ProjectManagementError,
  ProjectStatus,
  ProjectType,
  ResourceStatus,
  ResourceType,
  SessionStatus,
  TaskPriority,
  TaskStatus,
  UsageError,
  WorkflowStatus,
} from '@codomyrmex/core';
export type {
  ComplexAnswer,
  ComplexWorkflow,
  Health,
  Metrics,
  OrchestrationEventHandler,
  OrchestrationEventName,
  OrchestrationEvents,
  OrchestrationSession,
  SessionOptions,
  SystemStatus,
  Task,
  TaskAnswer,
  TaskDraft,
  TaskOptions,
  TaskResource,
  TaskResult,
  WorkflowAnswer,
  WorkflowExecution,
  WorkflowStep,
} from '@codomyrmex/engine';
export type { Project, ProjectInfo, ProjectStatusView } from '@codomyrmex/projects';
export type { Resource, ResourceAllocation, ResourceUsage } from '@codomyrmex/resources';
export { createProject, createTask, createWorkflowSteps, executeTask, executeWorkflow } from './convenience.ts';
export {
  OrchestrationEngine,
  ProjectManager,
  type ProjectsAnswer,
  ResourceManager,
  TaskOrchestrator,
  WorkflowManager,
} from './default-doors.ts';
export {
  closeDefaults,
  getOrchestrationEngine,
  getProjectManager,
  getResourceManager,
  getTaskOrchestrator,
  getWorkflowManager,
} from './singletons.ts';
