import { outerRunId } from '@codomyrmex/core';
import { progressOf } from '@codomyrmex/dag';
import type { Usage } from '@codomyrmex/resources';
import type { Orchestrator } from '../orchestrator.ts';
import type { Projects } from '../projects-port.ts';
import type { LiveRun, Runtime } from '../runtime/runtime.ts';
import type { SessionCounts } from '../sessions/sessions.ts';
import { performanceSummary } from './performance/performance-summary.ts';

/** The specification's system status, as far as one process and its data folder know it. */
export interface SystemStatus {
  /** ISO text, as the specification has it. */
  readonly timestamp: string;
  readonly orchestrationEngine: {
    readonly activeSessions: number;
    /** How many handlers each event has. */
    readonly eventHandlers: Readonly<Record<string, number>>;
    /** In line for a place in their sessions. */
    readonly waitingWorkflows: number;
  };
  readonly workflowManager: {
    readonly totalWorkflows: number;
    readonly runningWorkflows: number;
    readonly interruptedWorkflows: number;
  };
  /** Tasks of the runs that this process has in hand. */
  readonly taskOrchestrator: TaskCounts;
  readonly projectManager: Readonly<Record<string, unknown>>;
  readonly resourceManager: {
    readonly totalResources: number;
    readonly waitingRequests: number;
    readonly resources: readonly ResourceStatusView[];
  };
  /** Over the newest runs of the data folder; absent where they cannot be measured. */
  readonly performance?: PerformanceTotals;
}

/** Durations are seconds. */
export interface PerformanceTotals {
  readonly totalWorkflowsExecuted: number;
  readonly successfulExecutions: number;
  readonly failedExecutions: number;
  readonly cancelledExecutions: number;
  readonly averageExecutionTime: number;
}

export interface TaskCounts {
  readonly totalTasks: number;
  readonly pending: number;
  readonly ready: number;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly skipped: number;
}

export interface ResourceStatusView {
  readonly resourceId: string;
  readonly type: string;
  readonly status: string;
  readonly capacity: Readonly<Record<string, number>>;
  readonly allocated: Readonly<Record<string, number>>;
  readonly heldBy: readonly string[];
}

/** What one engine knows beside its orchestrator. */
export interface EngineFacts {
  readonly orchestrator: Orchestrator;
  readonly sessions: SessionCounts;
  readonly eventHandlers: Readonly<Record<string, number>>;
  readonly projects: Projects | undefined;
}

/** A look at more would take longer than somebody who asks for the status waits. */
const MEASURED_RUNS = 100;

export async function systemStatus(facts: EngineFacts): Promise<SystemStatus> {
  const { orchestrator, sessions, eventHandlers } = facts;
  const { runtime, workflows, capacity, clock } = orchestrator;
  const unfinished = await runtime.list({ unfinished: true });
  const resources = resourceViews(capacity.ledger.list());
  return {
    timestamp: new Date(clock.now()).toISOString(),
    orchestrationEngine: {
      activeSessions: sessions.active,
      eventHandlers,
      waitingWorkflows: sessions.waitingWorkflows,
    },
    workflowManager: {
      totalWorkflows: (await workflows.list()).length,
      runningWorkflows: unfinished.filter((head) => head.phase.kind === 'owned').length,
      interruptedWorkflows: unfinished.filter((head) => head.phase.kind === 'interrupted').length,
    },
    taskOrchestrator: taskCounts(orchestrator),
    projectManager: await projectsView(facts.projects),
    resourceManager: { totalResources: resources.length, waitingRequests: capacity.line.size, resources },
    ...(await performanceOf(orchestrator)),
  };
}

/** "If available": a history that cannot be read is a matter of the health check. */
export async function performanceOf({ runtime }: Orchestrator): Promise<{ readonly performance?: PerformanceTotals }> {
  try {
    const summary = await performanceSummary(runtime, { runs: MEASURED_RUNS });
    const { totalWorkflowsExecuted, successfulExecutions, failedExecutions, cancelledExecutions } = summary;
    const { averageExecutionTime } = summary;
    const counts = { totalWorkflowsExecuted, successfulExecutions, failedExecutions, cancelledExecutions };
    return { performance: { ...counts, averageExecutionTime } };
  } catch {
    return {};
  }
}

export async function projectsView(projects: Projects | undefined): Promise<Readonly<Record<string, unknown>>> {
  return { available: projects !== undefined, ...(await projects?.summary?.()) };
}

export function resourceViews(usages: readonly Usage[]): readonly ResourceStatusView[] {
  return usages.map(({ id, type, status, capacity: units, held, holders }) => ({
    resourceId: id,
    type,
    status,
    capacity: units,
    allocated: held,
    heldBy: holders,
  }));
}

/** The runs in hand without those that they consist of. */
export function liveWorkflows({ live }: Pick<Runtime, 'live'>): readonly LiveRun[] {
  return [...live.values()].filter(({ id }) => outerRunId(id) === undefined);
}

/** A step that consists of a run that goes on is counted by what is in it. */
export function taskCounts({ runtime }: Orchestrator): TaskCounts {
  const sum = { totalTasks: 0, pending: 0, ready: 0, running: 0, completed: 0, failed: 0, cancelled: 0, skipped: 0 };
  for (const { state } of runtime.live.values()) {
    const { total, ...counts } = progressOf(state);
    sum.totalTasks += total;
    sum.pending += counts.pending;
    sum.ready += counts.ready;
    sum.running += counts.running;
    sum.completed += counts.completed;
    sum.failed += counts.failed;
    sum.cancelled += counts.cancelled;
    sum.skipped += counts.skipped;
  }
  const standing = runtime.live.size - liveWorkflows(runtime).length;
  return { ...sum, totalTasks: sum.totalTasks - standing, running: sum.running - standing };
}
