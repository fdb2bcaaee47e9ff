import { randomUUID } from 'node:crypto';
import type {
  TaskDraft,
  TaskOptions,
  TaskResult,
  WorkflowAnswer,
  WorkflowParameters,
  WorkflowStep,
} from '@codomyrmex/engine';
import type { Project } from '@codomyrmex/projects';
import { getOrchestrationEngine, getProjectManager, getTaskOrchestrator, getWorkflowManager } from './singletons.ts';

/** Stores a workflow under a name. @throws DefinitionError with every problem · UsageError WORKFLOW_EXISTS. */
export function createWorkflowSteps(name: string, steps: readonly WorkflowStep[]): Promise<true> {
  return getWorkflowManager().createWorkflow(name, steps);
}

/** A task with an id of its own, to be executed or added; nothing is checked or begun. */
export function createTask(
  name: string,
  module: string,
  action: string,
  options: TaskOptions = {},
): TaskDraft & { readonly id: string } {
  return { ...options, id: randomUUID(), name, module, action };
}

/**
 * Makes a project in `projects_dir`, from a template where one is named.
 * @throws ProjectManagementError PROJECT_EXISTS, FOLDER_NOT_EMPTY, INVALID_PARAMETERS · NotFoundError TEMPLATE_NOT_FOUND.
 */
export function createProject(name: string, description = '', template?: string | null): Promise<Project> {
  return getProjectManager().createProject(name, { description, template });
}

/** Runs a stored workflow to its end. @throws NotFoundError WORKFLOW_NOT_FOUND · DefinitionError. */
export function executeWorkflow(name: string, parameters: WorkflowParameters = {}): Promise<WorkflowAnswer> {
  return getOrchestrationEngine().executeWorkflow(name, parameters);
}

/** Runs one task to its end; that it failed is a result. @throws DefinitionError with every problem. */
export function executeTask(task: TaskDraft): Promise<TaskResult> {
  return getTaskOrchestrator().executeTask(task);
}
