import type { RunTotals } from '../tally.ts';
import type { PerformanceTotals, ResourceStatusView, SystemStatus, TaskCounts } from './system-status.ts';

/** The wire form of the system status: the specification's keys. */
export function systemStatusDocument(status: SystemStatus) {
  const { orchestrationEngine: engine, workflowManager: workflows, resourceManager: resources } = status;
  return {
    timestamp: status.timestamp,
    orchestration_engine: {
      active_sessions: engine.activeSessions,
      event_handlers: engine.eventHandlers,
      waiting_workflows: engine.waitingWorkflows,
    },
    workflow_manager: {
      total_workflows: workflows.totalWorkflows,
      running_workflows: workflows.runningWorkflows,
      interrupted_workflows: workflows.interruptedWorkflows,
    },
    task_orchestrator: taskCountsDocument(status.taskOrchestrator),
    project_manager: status.projectManager,
    resource_manager: {
      total_resources: resources.totalResources,
      waiting_requests: resources.waitingRequests,
      resources: resources.resources.map(resourceDocument),
    },
    ...(status.performance !== undefined && { performance: performanceTotalsDocument(status.performance) }),
  };
}

export function taskCountsDocument({ totalTasks, ...counts }: TaskCounts) {
  return { total_tasks: totalTasks, ...counts };
}

export function resourceDocument({ resourceId, heldBy, ...view }: ResourceStatusView) {
  return { resource_id: resourceId, ...view, held_by: heldBy };
}

export function runTotalsDocument({ totalExecutionTime, averageExecutionTime, ...counts }: RunTotals) {
  return { ...counts, total_execution_time: totalExecutionTime, average_execution_time: averageExecutionTime };
}

export function performanceTotalsDocument(totals: PerformanceTotals) {
  return {
    total_workflows_executed: totals.totalWorkflowsExecuted,
    successful_executions: totals.successfulExecutions,
    failed_executions: totals.failedExecutions,
    cancelled_executions: totals.cancelledExecutions,
    average_execution_time: totals.averageExecutionTime,
  };
}
