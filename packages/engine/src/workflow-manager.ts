import type { Problem, WorkflowDefinition } from '@codomyrmex/core';
import type { Orchestrator } from './orchestrator.ts';
import { processUsage } from './runtime/process-usage.ts';
import type { LiveRun } from './runtime/runtime.ts';
import {
  type PerformanceMetrics,
  type ProcessUsage,
  performanceMetrics,
} from './views/performance/performance-metrics.ts';
import {
  type PerformanceNotAvailable,
  type PerformanceSummary,
  performanceNotAvailable,
  performanceSummary,
} from './views/performance/performance-summary.ts';
import { type WorkflowExecution, workflowExecution } from './views/workflow-execution.ts';
import { type WorkflowListing, workflowListings } from './views/workflow-listing.ts';
import { cancelExecutions, findExecution } from './workflows/find-execution.ts';
import { readDefinition } from './workflows/read-definition.ts';
import { changeWorkflow, storeWorkflow, type WorkflowChanges } from './workflows/store-workflow.ts';
import type { GivenWorkflow } from './workflows/workflow-config.ts';
import { workflowProblems } from './workflows/workflow-problems.ts';
import type { WorkflowStep } from './workflows/workflow-step.ts';

export interface WorkflowManagerPorts {
  readonly orchestrator: Orchestrator;
  /** The folder that runs work on; the working folder unless given. */
  readonly workspace?: string;
  /** False: `getPerformanceSummary` says that it is not available. */
  readonly performanceMonitoring?: boolean;
  /** What the process uses of its machine; asked of the system unless given. */
  readonly usage?: () => ProcessUsage;
}

/** The specification's door to definitions and their runs. Durations are seconds. */
export class WorkflowManager {
  readonly #ports: WorkflowManagerPorts;

  constructor(ports: WorkflowManagerPorts) {
    this.#ports = ports;
  }

  /**
   * Stores a new workflow: `true` for the form by name and steps, the name for a whole definition. One that is not saved can
   * be used by its name until this composition ends.
   * @throws DefinitionError with every problem, no steps among them · UsageError INVALID_PARAMETERS for a name that is no
   * file name everywhere, WORKFLOW_EXISTS · StorageError DATA_FOLDER_UNUSABLE.
   */
  createWorkflow(name: string, steps: readonly WorkflowStep[], save?: boolean): Promise<true>;
  createWorkflow(definition: GivenWorkflow, save?: boolean): Promise<string>;
  async createWorkflow(
    given: string | GivenWorkflow,
    stepsOrSave: readonly WorkflowStep[] | boolean = true,
    save = true,
  ): Promise<true | string> {
    const { workflows } = this.#ports.orchestrator;
    if (typeof given !== 'string') return storeWorkflow(workflows, given, stepsOrSave !== false);
    const steps = typeof stepsOrSave === 'boolean' ? [] : stepsOrSave;
    await storeWorkflow(workflows, { name: given, steps }, save);
    return true;
  }

  /**
   * Changes parts of a workflow, or all of it, where it is kept. Of two changes at once the later one stays, whole.
   * @throws NotFoundError WORKFLOW_NOT_FOUND · DefinitionError · UsageError for one that came with the product.
   */
  async updateWorkflow(name: string, changes: WorkflowChanges): Promise<true> {
    await changeWorkflow(this.#ports.orchestrator.workflows, name, changes);
    return true;
  }

  /** @throws NotFoundError WORKFLOW_NOT_FOUND · UsageError for one that came with the product. */
  async deleteWorkflow(name: string): Promise<true> {
    await this.#ports.orchestrator.workflows.delete(name);
    return true;
  }

  /** A stored workflow with all defaults. @throws NotFoundError WORKFLOW_NOT_FOUND · DefinitionError. */
  async getWorkflow(name: string): Promise<WorkflowDefinition> {
    return readDefinition(await this.#ports.orchestrator.workflows.read(name)).definition;
  }

  /** By name; those that cannot be read too, with what is wrong with them. */
  listWorkflows(): Promise<Readonly<Record<string, WorkflowListing>>> {
    return workflowListings(this.#ports.orchestrator);
  }

  /** Every problem of a workflow at once, stored under a name or given; empty when it can run. */
  validateWorkflow(workflow: string | GivenWorkflow): Promise<readonly Problem[]> {
    return workflowProblems(this.#ports.orchestrator, workflow);
  }

  /**
   * Runs a stored workflow to its end. A run that takes longer than `timeout` seconds is ended with everything that it
   * started; its `errors` then say TIMEOUT_EXCEEDED.
   * @throws NotFoundError WORKFLOW_NOT_FOUND · DefinitionError.
   */
  async executeWorkflow(
    name: string,
    parameters: Readonly<Record<string, unknown>> = {},
    timeout?: number,
  ): Promise<WorkflowExecution> {
    const run = await this.#start(name, parameters, timeout);
    await run.ended;
    return this.#execution(run.id);
  }

  /** Begins a run and does not wait for it; `getWorkflowStatus` tells how it stands. */
  async startWorkflow(
    name: string,
    parameters: Readonly<Record<string, unknown>> = {},
    timeout?: number,
  ): Promise<WorkflowExecution> {
    return this.#execution((await this.#start(name, parameters, timeout)).id);
  }

  /** How a run stands, by its id, or the newest run of a workflow by its name; `undefined` when there is neither. */
  async getWorkflowStatus(executionIdOrName: string): Promise<WorkflowExecution | undefined> {
    const id = await findExecution(this.#ports.orchestrator.runtime, executionIdOrName);
    return id === undefined ? undefined : this.#execution(id);
  }

  /** Ends a run, or every run of a workflow, whichever process has them; false when none of them goes on. */
  cancelWorkflow(executionIdOrName: string, reason = 'cancelled by its caller'): Promise<boolean> {
    return cancelExecutions(this.#ports.orchestrator.runtime, executionIdOrName, reason);
  }

  /** Over the newest runs of one workflow, or of all. */
  async getPerformanceSummary(workflow?: string): Promise<PerformanceSummary | PerformanceNotAvailable> {
    if (this.#ports.performanceMonitoring === false) return performanceNotAvailable;
    return performanceSummary(this.#ports.orchestrator.runtime, { workflow });
  }

  /** One run, by its id or the newest of a workflow, beside what this process uses now; `undefined` when there is none. */
  async getPerformanceMetrics(executionIdOrName: string): Promise<PerformanceMetrics | undefined> {
    const { orchestrator, usage = processUsage } = this.#ports;
    const execution = await this.getWorkflowStatus(executionIdOrName);
    return execution && performanceMetrics(execution, orchestrator.capacity.ledger.list(), usage());
  }

  async #start(name: string, parameters: Readonly<Record<string, unknown>>, timeout?: number): Promise<LiveRun> {
    const { orchestrator, workspace = process.cwd() } = this.#ports;
    const definition = readDefinition(await orchestrator.workflows.read(name));
    return orchestrator.start(await orchestrator.prepare(definition, { parameters, workspace, timeout }));
  }

  async #execution(id: string): Promise<WorkflowExecution> {
    return workflowExecution(await this.#ports.orchestrator.document(id));
  }
}
