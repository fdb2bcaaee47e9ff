import { progressOf } from '@codomyrmex/dag';
import type { Orchestrator } from '../orchestrator.ts';

/** The specification's system status, as far as one process and its data folder know it. */
export interface SystemStatus {
  readonly timestamp: string;
  readonly orchestration_engine: { readonly active_sessions: number };
  readonly workflow_manager: {
    readonly total_workflows: number;
    readonly running_workflows: number;
    readonly interrupted_workflows: number;
  };
  /** Tasks of the runs that this process has in hand. */
  readonly task_orchestrator: TaskCounts;
  readonly resource_manager: {
    readonly total_resources: number;
    readonly waiting_requests: number;
    readonly resources: readonly ResourceStatusView[];
  };
}

export interface TaskCounts {
  readonly total_tasks: number;
  readonly pending: number;
  readonly ready: number;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly skipped: number;
}

export interface ResourceStatusView {
  readonly resource_id: string;
  readonly type: string;
  readonly status: string;
  readonly capacity: Readonly<Record<string, number>>;
  readonly allocated: Readonly<Record<string, number>>;
  readonly held_by: readonly string[];
}

export async function systemStatus(orchestrator: Orchestrator, activeSessions: number): Promise<SystemStatus> {
  const { runtime, workflows, capacity, clock } = orchestrator;
  const unfinished = await runtime.list({ unfinished: true });
  const defined = await workflows.list();
  const resources = capacity.ledger.list();
  return {
    timestamp: new Date(clock.now()).toISOString(),
    orchestration_engine: { active_sessions: activeSessions },
    workflow_manager: {
      total_workflows: defined.length,
      running_workflows: unfinished.filter((head) => head.phase.kind === 'owned').length,
      interrupted_workflows: unfinished.filter((head) => head.phase.kind === 'interrupted').length,
    },
    task_orchestrator: taskCounts(orchestrator),
    resource_manager: {
      total_resources: resources.length,
      waiting_requests: capacity.line.size,
      resources: resources.map(({ id, type, status, capacity: units, held, holders }) => ({
        resource_id: id,
        type,
        status,
        capacity: units,
        allocated: held,
        held_by: holders,
      })),
    },
  };
}

function taskCounts({ runtime }: Orchestrator): TaskCounts {
  const sum = { total_tasks: 0, pending: 0, ready: 0, running: 0, completed: 0, failed: 0, cancelled: 0, skipped: 0 };
  for (const { state } of runtime.live.values()) {
    const { total, ...counts } = progressOf(state);
    sum.total_tasks += total;
    sum.pending += counts.pending;
    sum.ready += counts.ready;
    sum.running += counts.running;
    sum.completed += counts.completed;
    sum.failed += counts.failed;
    sum.cancelled += counts.cancelled;
    sum.skipped += counts.skipped;
  }
  return sum;
}
