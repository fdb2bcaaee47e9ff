import type { SessionCounts } from '../sessions/sessions.ts';
import type { RunTotals, TaskTotals } from '../tally.ts';
import {
  type EngineFacts,
  projectsView,
  type ResourceStatusView,
  resourceViews,
  type TaskCounts,
  taskCounts,
} from './system-status.ts';
import { resourceDocument, runTotalsDocument, taskCountsDocument } from './system-status-document.ts';

/** The specification's metrics of all components: what one engine has counted since it was made, and how it stands. */
export interface Metrics {
  /** ISO text. */
  readonly timestamp: string;
  readonly sessions: SessionCounts;
  readonly workflows: RunTotals & { readonly total: number; readonly running: number };
  /** `inHand`: tasks of the runs that this process has now; the rest counts tasks of runs that are over. */
  readonly tasks: TaskTotals & { readonly inHand: TaskCounts };
  readonly projects: Readonly<Record<string, unknown>>;
  readonly resources: {
    readonly total: number;
    readonly waitingRequests: number;
    /** Grants since the start. */
    readonly grants: number;
    readonly usage: readonly ResourceStatusView[];
  };
}

export async function metrics(facts: EngineFacts & { readonly tasks: TaskTotals }): Promise<Metrics> {
  const { orchestrator, sessions, runs, tasks, projects } = facts;
  const { runtime, workflows, capacity, clock } = orchestrator;
  const usage = resourceViews(orchestrator);
  return {
    timestamp: new Date(clock.now()).toISOString(),
    sessions,
    workflows: { ...runs, total: (await workflows.list()).length, running: runtime.live.size },
    tasks: { ...tasks, inHand: taskCounts(orchestrator) },
    projects: await projectsView(projects),
    resources: {
      total: usage.length,
      waitingRequests: capacity.line.size,
      grants: capacity.ledger.list().reduce((sum, { grants }) => sum + grants, 0),
      usage,
    },
  };
}

/** The wire form of the metrics. */
export function metricsDocument({ timestamp, sessions, workflows, tasks, projects, resources }: Metrics) {
  const { runningWorkflows, waitingWorkflows, ...sessionCounts } = sessions;
  const { totalExecutionTime, averageExecutionTime, inHand, ...taskTotals } = tasks;
  return {
    timestamp,
    sessions: { ...sessionCounts, running_workflows: runningWorkflows, waiting_workflows: waitingWorkflows },
    workflows: { total: workflows.total, running: workflows.running, ...runTotalsDocument(workflows) },
    tasks: {
      ...taskTotals,
      total_execution_time: totalExecutionTime,
      average_execution_time: averageExecutionTime,
      in_hand: taskCountsDocument(inHand),
    },
    projects,
    resources: {
      total: resources.total,
      waiting_requests: resources.waitingRequests,
      grants: resources.grants,
      usage: resources.usage.map(resourceDocument),
    },
  };
}
