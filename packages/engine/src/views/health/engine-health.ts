import type { Orchestrator } from '../../orchestrator.ts';
import type { Projects } from '../../projects-port.ts';
import { projectsHealth, resourcesHealth, tasksHealth, workflowsHealth } from './component-checks.ts';
import { dataFolderHealth } from './folder-health.ts';
import { type Health, health } from './health.ts';
import { journalHealth } from './journal-health.ts';

export interface EngineHealthPorts {
  readonly orchestrator: Orchestrator;
  readonly dataFolder?: string | undefined;
  readonly storeProblems?: (() => readonly string[]) | undefined;
  readonly projects?: Projects | undefined;
}

/** The components of the specification, and beside them the store that they all stand on. */
export function engineHealth({
  orchestrator,
  dataFolder,
  storeProblems,
  projects,
}: EngineHealthPorts): Promise<Health> {
  const { runtime, clock } = orchestrator;
  const look = () => journalHealth({ journal: runtime, unreadable: storeProblems, dataFolder });
  return health(
    {
      workflowManager: { what: 'the workflows', look: () => workflowsHealth(orchestrator) },
      taskOrchestrator: { what: 'the runs in hand', look: () => tasksHealth(orchestrator) },
      projectManager: { what: 'the projects', look: () => projectsHealth(projects) },
      resourceManager: { what: 'the resources', look: () => resourcesHealth(orchestrator) },
      journal: { what: 'the journal', look },
      ...(dataFolder !== undefined && {
        dataFolder: { what: 'the data folder', look: () => dataFolderHealth(dataFolder) },
      }),
    },
    clock.now(),
  );
}
