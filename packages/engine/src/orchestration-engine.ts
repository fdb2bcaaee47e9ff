import { carriedWorkflow, type WorkflowOrder } from './carried-workflow.ts';
import { type ComplexAnswer, type ComplexWorkflow, complexAnswer, complexWorkflow } from './complex-workflow.ts';
import { EventHandlers } from './events/event-handlers.ts';
import type { OrchestrationEventHandler, OrchestrationEventName } from './events/orchestration-events.ts';
import type { Orchestrator } from './orchestrator.ts';
import { type Projects, projectWorkflow, resolvedProject } from './projects-port.ts';
import type { OrchestrationSession, SessionOptions } from './sessions/session.ts';
import { Sessions } from './sessions/sessions.ts';
import { type TaskAnswer, type TaskOrder, taskAnswer, taskWorkflow } from './single-task.ts';
import { Tally } from './tally.ts';
import { engineHealth } from './views/health/engine-health.ts';
import type { Health } from './views/health/health.ts';
import { type Metrics, metrics } from './views/metrics.ts';
import type { RunDocument } from './views/run-document.ts';
import { type EngineFacts, type SystemStatus, systemStatus } from './views/system-status.ts';
import { type WorkflowAnswer, workflowAnswer } from './views/workflow-answer.ts';
import { readDefinition } from './workflows/read-definition.ts';

export interface OrchestrationEnginePorts {
  readonly orchestrator: Orchestrator;
  /** Whose rights and room {@link OrchestrationEngine.healthCheck} looks at; absent for an engine in memory. */
  readonly dataFolder?: string | undefined;
  /** What the store could not read when it was last asked; part of the health report. */
  readonly storeProblems?: (() => readonly string[]) | undefined;
  /** The folder that runs work on; the working folder unless given. */
  readonly workspace?: string | undefined;
  /** Seconds for sessions that name no time of their own; without it they have none. */
  readonly sessionTimeout?: number | null | undefined;
  /** Who knows projects; without it there are no project workflows. */
  readonly projects?: Projects | undefined;
}

/** Parameters of a workflow, by name. */
export type WorkflowParameters = Readonly<Record<string, unknown>>;

/**
 * The specification's main door: sessions with limits, runs under them, events, metrics, status and health of the whole.
 * Durations are seconds. A run without a session is bound by the engine's limits alone.
 */
export class OrchestrationEngine {
  readonly #ports: OrchestrationEnginePorts;
  readonly #sessions: Sessions;
  readonly #handlers: EventHandlers;
  readonly #tally = new Tally();

  constructor(ports: OrchestrationEnginePorts) {
    const { orchestrator, sessionTimeout: timeout } = ports;
    const { clock, feed, capacity } = orchestrator;
    this.#ports = ports;
    this.#sessions = new Sessions({ clock, ids: () => orchestrator.newRunId(), feed, capacity, timeout });
    this.#handlers = new EventHandlers(feed);
  }

  /**
   * Opens a session and gives its id. Its limits hold over all of its runs together, and what it requires is held until it
   * ends: by `closeSession`, by its timeout, or with the engine.
   * @throws UsageError INVALID_PARAMETERS · ResourceAllocationError naming who holds what it requires, or that it can never be
   * granted.
   */
  createSession(options?: SessionOptions): string;
  createSession(userId?: string, options?: Omit<SessionOptions, 'userId'>): string;
  createSession(userOrOptions: string | SessionOptions = {}, options: SessionOptions = {}): string {
    const given = typeof userOrOptions === 'string' ? { ...options, userId: userOrOptions } : userOrOptions;
    return this.#sessions.open(given).sessionId;
  }

  /** How a session stands, or stood when it ended; of those that are over, the latest 1,000 are remembered. */
  getSession(sessionId: string): OrchestrationSession | undefined {
    return this.#sessions.get(sessionId);
  }

  /** Sessions that are remembered: those that are over first, then the open ones in the order of their opening. */
  listSessions(): readonly OrchestrationSession[] {
    return this.#sessions.list();
  }

  /**
   * Ends a session, refuses what waits in it and cancels what it runs; false when there is no such open session. What it
   * holds is given back at once, or as soon as the last of its runs has let go.
   */
  closeSession(sessionId: string): boolean {
    return this.#sessions.close(sessionId);
  }

  /**
   * Runs a stored workflow to its end. In a session that has as many runs as it may (`maxParallelWorkflows`), it waits in
   * line, first come first served; `getSystemStatus` counts those that wait.
   * @throws NotFoundError WORKFLOW_NOT_FOUND, SESSION_NOT_FOUND · UsageError SESSION_CLOSED · DefinitionError.
   */
  executeWorkflow(name: string, sessionId?: string | null, parameters?: WorkflowParameters): Promise<WorkflowAnswer>;
  executeWorkflow(name: string, parameters?: WorkflowParameters, sessionId?: string | null): Promise<WorkflowAnswer>;
  async executeWorkflow(
    name: string,
    first?: SessionOrParameters,
    second?: SessionOrParameters,
  ): Promise<WorkflowAnswer> {
    const definition = async () => readDefinition(await this.#ports.orchestrator.workflows.read(name));
    return workflowAnswer(await this.#carry({ definition, ...told(first, second) }));
  }

  /**
   * Runs one task as a run of its own; that it failed is an answer.
   * @throws DefinitionError when there is no such action or it refuses its parameters · NotFoundError · UsageError.
   */
  async executeTask(task: TaskOrder, sessionId?: string | null): Promise<TaskAnswer> {
    return taskAnswer(task, await this.#carry({ definition: () => taskWorkflow(task), ...told(sessionId) }));
  }

  /**
   * Runs a workflow on a project's folder, with the project's parameters, where it declares them, below those of the call.
   * @throws UsageError PROJECTS_MISSING without a projects port · NotFoundError PROJECT_NOT_FOUND · as `executeWorkflow` does.
   */
  executeProjectWorkflow(
    project: string,
    workflow: string,
    sessionId?: string | null,
    parameters?: WorkflowParameters,
  ): Promise<WorkflowAnswer>;
  executeProjectWorkflow(
    project: string,
    workflow: string,
    parameters?: WorkflowParameters,
    sessionId?: string | null,
  ): Promise<WorkflowAnswer>;
  async executeProjectWorkflow(
    project: string,
    workflow: string,
    ...given: readonly [SessionOrParameters?, SessionOrParameters?]
  ): Promise<WorkflowAnswer> {
    const resolved = await resolvedProject(this.#ports.projects, project);
    const definition = () => projectWorkflow(this.#ports.orchestrator.workflows, resolved, workflow);
    const { sessionId, parameters } = told(...given);
    const { workspace, parameters: defaults, recorded = itself } = resolved;
    const carry = async () =>
      workflowAnswer(await this.#carry({ definition, sessionId, workspace, parameters, defaults }));
    return recorded(workflow, carry);
  }

  /** Runs a definition that is given whole. @throws DefinitionError with every problem · NotFoundError · UsageError. */
  async executeComplexWorkflow(written: ComplexWorkflow, sessionId?: string | null): Promise<ComplexAnswer> {
    const { definition, warnings } = complexWorkflow(written);
    return complexAnswer(await this.#carry({ definition: () => definition, ...told(sessionId) }), warnings);
  }

  /** Calls `handler(event, data)` whenever the event comes; `*` stands for all. The returned function takes it back. */
  registerEventHandler<Name extends OrchestrationEventName | '*'>(
    event: Name,
    handler: OrchestrationEventHandler<Name>,
  ): () => void {
    return this.#handlers.add(event, handler);
  }

  /** The same, for the next time alone. */
  once<Name extends OrchestrationEventName | '*'>(event: Name, handler: OrchestrationEventHandler<Name>): () => void {
    return this.#handlers.add(event, handler, 'once');
  }

  /** Takes a handler back; false when it is not registered for the event. */
  unregisterEventHandler<Name extends OrchestrationEventName | '*'>(
    event: Name,
    handler: OrchestrationEventHandler<Name>,
  ): boolean {
    return this.#handlers.remove(event, handler);
  }

  /** What this engine has counted since it was made, and how everything stands. */
  getMetrics(): Promise<Metrics> {
    return metrics(this.#facts(), this.#tally);
  }

  getSystemStatus(): Promise<SystemStatus> {
    return systemStatus(this.#facts());
  }

  /** Looks at every component for real; one that cannot be looked at does not keep the others from being told. */
  healthCheck(): Promise<Health> {
    return engineHealth(this.#ports);
  }

  /** Ends every session and lets go of everything; runs under way are interrupted and can be resumed. Again: nothing. */
  async shutdown(): Promise<void> {
    this.#sessions.shut('the engine was shut down');
    await this.#ports.orchestrator.close();
    await this.#sessions.settled();
  }

  #carry(order: Omit<WorkflowOrder, 'workspace'> & { readonly workspace?: string }): Promise<RunDocument> {
    const { orchestrator, workspace = process.cwd() } = this.#ports;
    return carriedWorkflow({ orchestrator, sessions: this.#sessions, tally: this.#tally }, { workspace, ...order });
  }

  #facts(): EngineFacts {
    const { orchestrator, projects } = this.#ports;
    return { orchestrator, projects, sessions: this.#sessions.counts, eventHandlers: this.#handlers.counts };
  }
}

const itself = (_workflow: string, carry: () => Promise<WorkflowAnswer>): Promise<WorkflowAnswer> => carry();

type SessionOrParameters = string | WorkflowParameters | null | undefined;

/** A text is a session's id, an object are parameters, in whichever order they come. */
function told(...given: readonly SessionOrParameters[]): Pick<WorkflowOrder, 'sessionId' | 'parameters'> {
  return {
    sessionId: given.find((one) => typeof one === 'string'),
    parameters: given.find((one) => typeof one === 'object' && one !== null) ?? {},
  };
}
