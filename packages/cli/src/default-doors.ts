import {
  OrchestrationEngine as EngineDoor,
  type OrchestrationEnginePorts,
  type Orchestrator,
  type PreparedWorkflow,
  type RunDocument,
  TaskOrchestrator as TaskDoor,
  type TaskOrchestratorPorts,
  type WorkflowAnswer,
  WorkflowManager as WorkflowDoor,
  type WorkflowManagerPorts,
  workflowAnswer,
} from '@codomyrmex/engine';
import { ProjectManager as ProjectDoor, type ProjectManagerPorts, type RunOutcome } from '@codomyrmex/projects';
import { ResourceManager as ResourceDoor, type ResourceManagerPorts } from '@codomyrmex/resources';
import { projectPorts, projectsOf } from './compose-projects.ts';
import { closedWithDefaults, defaultComposition } from './default-composition.ts';
import { preparedProjectRun, preparedProjectsRun, projectOutcomes } from './project-workflow-runs.ts';

/** The door of `@codomyrmex/engine`; what is not given comes from the default composition. */
export class OrchestrationEngine extends EngineDoor {
  constructor(ports: Partial<OrchestrationEnginePorts> = {}) {
    super(
      ports.orchestrator === undefined
        ? { ...enginePorts(), ...ports }
        : { ...ports, orchestrator: ports.orchestrator },
    );
  }
}

/** The door of `@codomyrmex/engine`; what is not given comes from the default composition. */
export class WorkflowManager extends WorkflowDoor {
  constructor(ports: Partial<WorkflowManagerPorts> = {}) {
    super(
      ports.orchestrator === undefined
        ? { ...workflowPorts(), ...ports }
        : { ...ports, orchestrator: ports.orchestrator },
    );
  }
}

/** The door of `@codomyrmex/engine`; what is not given comes from the default composition. */
export class TaskOrchestrator extends TaskDoor {
  constructor(ports: Partial<TaskOrchestratorPorts> = {}) {
    const { orchestrator = defaultComposition().orchestrator, workspace = defaultComposition().workspace } = ports;
    super({ ...ports, orchestrator, workspace });
    if (ports.orchestrator === undefined) closedWithDefaults(this);
  }
}

/** The door of `@codomyrmex/resources`; without a line of its own, in the line that runs of the default composition wait in. */
export class ResourceManager extends ResourceDoor {
  constructor(ports: ResourceManagerPorts = {}) {
    super(ports.line === undefined ? { ...resourcePorts(), ...ports } : ports);
  }
}

/** What `ProjectManager.runProjectsWorkflow` gives. */
export interface ProjectsAnswer extends WorkflowAnswer {
  /** How it ended for each project, by name; absent where its part was not begun. */
  readonly projects: Readonly<Record<string, RunOutcome>>;
}

/**
 * The door of `@codomyrmex/projects`; what is not given comes from the default composition. A text is the folder whose
 * sub-folders are projects, instead of `projects_dir`.
 */
export class ProjectManager extends ProjectDoor<WorkflowAnswer, ProjectsAnswer> {
  constructor(given: string | Partial<ProjectManagerPorts<WorkflowAnswer, ProjectsAnswer>> = {}) {
    const ports = typeof given === 'string' ? { projectsDir: given } : given;
    super({ ...projectPorts(defaultComposition()), ...projectRunners(), ...ports });
  }
}

/** Asks for the composition when the first workflow is run. */
function projectRunners(): Pick<ProjectManagerPorts<WorkflowAnswer, ProjectsAnswer>, 'runWorkflow' | 'runProjects'> {
  return {
    runWorkflow: async (run) => {
      const { orchestrator } = defaultComposition();
      return workflowAnswer(await ended(orchestrator, await preparedProjectRun(orchestrator, run)));
    },
    runProjects: async (run) => {
      const { orchestrator, workspace } = defaultComposition();
      const { prepared, steps } = await preparedProjectsRun(orchestrator, run, { workspace });
      const document = await ended(orchestrator, prepared);
      const outcomes = projectOutcomes(document, steps);
      return { answer: { ...workflowAnswer(document), projects: Object.fromEntries(outcomes) }, outcomes };
    },
  };
}

async function ended(orchestrator: Orchestrator, prepared: PreparedWorkflow): Promise<RunDocument> {
  const live = await orchestrator.start(prepared);
  await live.ended;
  return orchestrator.document(live);
}

function enginePorts(): OrchestrationEnginePorts {
  const { orchestrator, store, dataFolder, workspace, configuration } = defaultComposition();
  const storeProblems = () => store.problems().map(({ message }) => message);
  const projects = projectsOf(new ProjectManager());
  return { orchestrator, projects, dataFolder, workspace, storeProblems, sessionTimeout: configuration.sessionTimeout };
}

function workflowPorts(): WorkflowManagerPorts {
  const { orchestrator, configuration } = defaultComposition();
  return { orchestrator, performanceMonitoring: configuration.performanceMonitoring };
}

function resourcePorts(): ResourceManagerPorts {
  const { capacity, clock } = defaultComposition().orchestrator;
  return { clock, line: capacity.line };
}
