import { closeDefaultComposition } from './default-composition.ts';
import {
  OrchestrationEngine,
  ProjectManager,
  ResourceManager,
  TaskOrchestrator,
  WorkflowManager,
} from './default-doors.ts';

// One door of a kind for scripts that do not want to hand doors around. Each is made when it is first asked for.

let engine: OrchestrationEngine | undefined;
let workflows: WorkflowManager | undefined;
let tasks: TaskOrchestrator | undefined;
let resources: ResourceManager | undefined;
let projects: ProjectManager | undefined;

export function getOrchestrationEngine(): OrchestrationEngine {
  engine ??= new OrchestrationEngine();
  return engine;
}

export function getWorkflowManager(): WorkflowManager {
  workflows ??= new WorkflowManager();
  return workflows;
}

export function getTaskOrchestrator(): TaskOrchestrator {
  tasks ??= new TaskOrchestrator();
  return tasks;
}

export function getResourceManager(): ResourceManager {
  resources ??= new ResourceManager();
  return resources;
}

export function getProjectManager(): ProjectManager {
  projects ??= new ProjectManager();
  return projects;
}

/**
 * Lets go of all of them and of what they stand on. A script need not call it to end: nothing holds the process but runs that
 * go on. Asked for again, they are made anew.
 */
export async function closeDefaults(): Promise<void> {
  const open = engine;
  engine = undefined;
  tasks = undefined;
  workflows = undefined;
  resources = undefined;
  projects = undefined;
  await closeDefaultComposition(async () => open?.shutdown());
}
