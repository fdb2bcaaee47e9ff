import type { SessionCounts } from '../sessions/sessions.ts';
import type { RunTotals, Tally, TaskTotals } from '../tally.ts';
import {
  type EngineFacts,
  liveWorkflows,
  type PerformanceTotals,
  performanceOf,
  projectsView,
  type ResourceStatusView,
  resourceViews,
  type TaskCounts,
  taskCounts,
} from './system-status.ts';
import {
  performanceTotalsDocument,
  resourceDocument,
  runTotalsDocument,
  taskCountsDocument,
} from './system-status-document.ts';

/** The specification's metrics of all components: what one engine has counted since it was made, and how it stands. */
export interface Metrics {
  /** ISO text. */
  readonly timestamp: string;
  readonly sessions: SessionCounts;
  readonly workflows: RunTotals & {
    /** Defined. */
    readonly total: number;
    readonly running: number;
    /** Over the newest runs of the data folder, whoever carried them; absent where they cannot be measured. */
    readonly performance?: PerformanceTotals;
  };
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

export async function metrics(facts: EngineFacts, tally: Pick<Tally, 'runs' | 'tasks'>): Promise<Metrics> {
  const { orchestrator, sessions, projects } = facts;
  const { runtime, workflows, capacity, clock } = orchestrator;
  const resources = capacity.ledger.list();
  return {
    timestamp: new Date(clock.now()).toISOString(),
    sessions,
    workflows: {
      ...tally.runs,
      total: (await workflows.list()).length,
      running: liveWorkflows(runtime).length,
      ...(await performanceOf(orchestrator)),
    },
    tasks: { ...tally.tasks, inHand: taskCounts(orchestrator) },
    projects: await projectsView(projects),
    resources: {
      total: resources.length,
      waitingRequests: capacity.line.size,
      grants: resources.reduce((sum, { grants }) => sum + grants, 0),
      usage: resourceViews(resources),
    },
  };
}

/** The wire form of the metrics. */
export function metricsDocument({ timestamp, sessions, workflows, tasks, projects, resources }: Metrics) {
  const { runningWorkflows, waitingWorkflows, ...sessionCounts } = sessions;
  const { total, running, performance, ...runs } = workflows;
  const { totalExecutionTime, averageExecutionTime, inHand, ...taskTotals } = tasks;
  return {
    timestamp,
    sessions: { ...sessionCounts, running_workflows: runningWorkflows, waiting_workflows: waitingWorkflows },
    workflows: {
      total,
      running,
      ...runTotalsDocument(runs),
      ...(performance !== undefined && { performance: performanceTotalsDocument(performance) }),
    },
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
