import type { WrittenWorkflow } from '@codomyrmex/core';
import type { Orchestrator } from './orchestrator.ts';
import type { RunDocument } from './views/run-document.ts';
import { definitionFrom, readDefinition } from './workflows/read-definition.ts';

export interface WorkflowManagerPorts {
  readonly orchestrator: Orchestrator;
  /** The folder that runs work on; the working folder unless given. */
  readonly workspace?: string;
}

/** What the specification's `list_workflows` tells of one workflow. */
export interface WorkflowListing {
  readonly steps: number;
  readonly modules: readonly string[];
  readonly hasDependencies: boolean;
  readonly description: string;
  readonly file: string;
}

export interface ExecuteOptions {
  /** Seconds for the whole run. */
  readonly timeout?: number;
}

/** The specification's door to definitions and their runs. */
export class WorkflowManager {
  readonly #ports: WorkflowManagerPorts;

  constructor(ports: WorkflowManagerPorts) {
    this.#ports = ports;
  }

  /** Checks and stores a definition; gives its name. @throws DefinitionError · UsageError WORKFLOW_EXISTS. */
  async createWorkflow(written: WrittenWorkflow): Promise<string> {
    const { definition } = definitionFrom(written, written.name);
    const text = `${JSON.stringify(definition, null, 2)}\n`;
    await this.#ports.orchestrator.workflows.write(definition.name, text, { ending: '.json', ifTaken: 'refuse' });
    return definition.name;
  }

  /** By name. Definitions that cannot be read are left out; `codomyrmex workflow list` names them. */
  async listWorkflows(): Promise<Readonly<Record<string, WorkflowListing>>> {
    const { workflows } = this.#ports.orchestrator;
    const listed = await Promise.allSettled(
      (await workflows.list()).map(async ({ name, file }) => {
        const { definition } = readDefinition(await workflows.read(name));
        return [name, listing(definition, file)] as const;
      }),
    );
    return Object.fromEntries(listed.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
  }

  /** Runs a stored workflow to its end. @throws NotFoundError WORKFLOW_NOT_FOUND · DefinitionError. */
  async executeWorkflow(
    name: string,
    parameters: Readonly<Record<string, unknown>> = {},
    options: ExecuteOptions = {},
  ): Promise<RunDocument> {
    const { orchestrator, workspace = process.cwd() } = this.#ports;
    const definition = readDefinition(await orchestrator.workflows.read(name));
    const run = await orchestrator.start(await orchestrator.prepare(definition, { parameters, workspace, ...options }));
    await run.ended;
    return orchestrator.document(run.id);
  }

  /** @throws NotFoundError WORKFLOW_NOT_FOUND. */
  async deleteWorkflow(name: string): Promise<void> {
    await this.#ports.orchestrator.workflows.delete(name);
  }
}

function listing(
  { steps, description }: ReturnType<typeof definitionFrom>['definition'],
  file: string,
): WorkflowListing {
  return {
    steps: steps.length,
    modules: [...new Set(steps.map((step) => step.module))],
    hasDependencies: steps.some((step) => (step.dependencies ?? []).length > 0),
    description: description ?? '',
    file,
  };
}
