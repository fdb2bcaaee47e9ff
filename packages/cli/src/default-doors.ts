import {
  OrchestrationEngine as EngineDoor,
  type OrchestrationEnginePorts,
  TaskOrchestrator as TaskDoor,
  type TaskOrchestratorPorts,
  WorkflowManager as WorkflowDoor,
  type WorkflowManagerPorts,
} from '@codomyrmex/engine';
import { ResourceManager as ResourceDoor, type ResourceManagerPorts } from '@codomyrmex/resources';
import { closedWithDefaults, defaultComposition } from './default-composition.ts';

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

function enginePorts(): OrchestrationEnginePorts {
  const { orchestrator, store, dataFolder, workspace, configuration } = defaultComposition();
  const storeProblems = () => store.problems().map(({ message }) => message);
  return { orchestrator, dataFolder, workspace, storeProblems, sessionTimeout: configuration.sessionTimeout };
}

function workflowPorts(): WorkflowManagerPorts {
  const { orchestrator, configuration } = defaultComposition();
  return { orchestrator, performanceMonitoring: configuration.performanceMonitoring };
}

function resourcePorts(): ResourceManagerPorts {
  const { capacity, clock } = defaultComposition().orchestrator;
  return { clock, line: capacity.line };
}
