import { runId, UsageError } from '@codomyrmex/core';
import type { Orchestrator } from './orchestrator.ts';
import { type OrchestrationSession, type SessionOptions, Sessions, sessionOptionsSchema } from './session.ts';
import { type ComponentHealth, dataFolderHealth, type Health, health, journalHealth } from './views/health.ts';
import type { RunDocument } from './views/run-document.ts';
import { type SystemStatus, systemStatus } from './views/system-status.ts';
import { definitionFrom, readDefinition } from './workflows/read-definition.ts';

export interface OrchestrationEnginePorts {
  readonly orchestrator: Orchestrator;
  /** Whose rights and room {@link OrchestrationEngine.healthCheck} looks at; absent for an engine in memory. */
  readonly dataFolder?: string;
  /** What the store could not read when it was last asked; part of the health report. */
  readonly storeProblems?: () => readonly string[];
  /** The folder that runs work on; the working folder unless given. */
  readonly workspace?: string;
}

/** The specification's answer to a run; durations in seconds. */
export interface WorkflowResult {
  readonly success: boolean;
  readonly result: RunDocument;
  readonly error: string | null;
  readonly execution_time: number;
  readonly steps_executed: number;
}

/** A task as document 3 has it, as far as a single run of it needs. */
export interface TaskOrder {
  readonly name?: string;
  readonly module: string;
  readonly action: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Seconds. */
  readonly timeout?: number;
  /** Attempts after the first; 3 unless given. */
  readonly maxRetries?: number;
}

/** The specification's main door: sessions with limits, runs under them, status and health of the whole. */
export class OrchestrationEngine {
  readonly #ports: OrchestrationEnginePorts;
  readonly #sessions = new Sessions();
  #opened = 0;

  constructor(ports: OrchestrationEnginePorts) {
    this.#ports = ports;
  }

  /** @throws UsageError INVALID_PARAMETERS when an option is out of range. */
  createSession(userId = 'system', options: SessionOptions = {}): string {
    const parsed = sessionOptionsSchema.safeParse(options);
    if (!parsed.success)
      throw new UsageError(`the session cannot be opened: ${parsed.error.issues[0]?.message}`, {
        code: 'INVALID_PARAMETERS',
      });
    const sessionId = `session-${++this.#opened}`;
    const createdAt = new Date(this.#ports.orchestrator.clock.now());
    this.#sessions.open({
      sessionId,
      userId,
      ...parsed.data,
      timeoutSeconds: parsed.data.timeoutSeconds,
      status: 'active',
      createdAt,
      completedAt: undefined,
    });
    return sessionId;
  }

  getSession(sessionId: string): OrchestrationSession | undefined {
    return this.#sessions.get(sessionId);
  }

  /** Ends a session and cancels what it still runs; false when there is no such open session. */
  closeSession(sessionId: string): boolean {
    const { runtime, clock } = this.#ports.orchestrator;
    const runs = this.#sessions.close(sessionId, new Date(clock.now()));
    for (const run of runs ?? []) runtime.live.get(runId(run))?.cancel('its session was closed');
    return runs !== undefined;
  }

  /** Runs a stored workflow to its end, under a session's limits where one is given. @throws DefinitionError · NotFoundError. */
  async executeWorkflow(
    name: string,
    parameters: Readonly<Record<string, unknown>> = {},
    sessionId?: string,
  ): Promise<WorkflowResult> {
    const definition = readDefinition(await this.#ports.orchestrator.workflows.read(name));
    return this.#execute(definition, parameters, sessionId);
  }

  /** Runs one action as a run of one step. @throws DefinitionError when there is no such action or it refuses its parameters. */
  async executeTask(task: TaskOrder, sessionId?: string): Promise<WorkflowResult & { readonly task_id: string }> {
    const { name = 'task', module, action, parameters, timeout, maxRetries } = task;
    const step = { name, module, action, parameters, timeout, max_retries: maxRetries };
    const answer = await this.#execute(definitionFrom({ name, steps: [step] }, name), {}, sessionId);
    return { ...answer, task_id: answer.result.execution_id };
  }

  getSystemStatus(): Promise<SystemStatus> {
    return systemStatus(this.#ports.orchestrator, this.#sessions.active);
  }

  async healthCheck(): Promise<Health> {
    const { runtime, capacity, clock } = this.#ports.orchestrator;
    const { dataFolder } = this.#ports;
    const held = capacity.ledger.list().filter((usage) => usage.status === 'unavailable');
    const resources: ComponentHealth & { readonly issues: readonly string[] } = {
      status: held.length > 0 ? 'degraded' : 'healthy',
      details: { resources: capacity.ledger.list().length, waiting: capacity.line.size },
      issues: held.map((usage) => `resource ${usage.id} is unavailable`),
    };
    return health(
      {
        workflow_manager: await journalHealth(runtime, this.#ports.storeProblems),
        ...(dataFolder !== undefined && { data_folder: await dataFolderHealth(dataFolder) }),
        resource_manager: resources,
      },
      clock.now(),
    );
  }

  /** Lets go of everything; runs under way are interrupted and can be resumed. Calling it again does nothing. */
  shutdown(): Promise<void> {
    return this.#ports.orchestrator.close();
  }

  async #execute(
    definition: ReturnType<typeof definitionFrom>,
    parameters: Readonly<Record<string, unknown>>,
    sessionId: string | undefined,
  ): Promise<WorkflowResult> {
    const { orchestrator, workspace = process.cwd() } = this.#ports;
    const session = sessionId === undefined ? undefined : this.#sessions.get(sessionId);
    const limits = { mode: session?.mode, maxParallel: session?.maxParallelTasks, timeout: session?.timeoutSeconds };
    const prepared = await orchestrator.prepare(definition, { parameters, workspace, ...limits });
    const id = orchestrator.newRunId();
    const leave = sessionId === undefined ? undefined : this.#sessions.enter(sessionId, id);
    try {
      const run = await orchestrator.start(prepared, id);
      await run.ended;
    } finally {
      leave?.();
    }
    const document = await orchestrator.document(id);
    const { status, errors, execution_time, steps_executed } = document;
    return {
      success: status === 'completed',
      result: document,
      error: errors[0] ?? null,
      execution_time,
      steps_executed,
    };
  }
}
