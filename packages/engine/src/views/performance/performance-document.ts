import type { DurationStatistics } from './duration-statistics.ts';
import type { PerformanceNotAvailable, PerformanceSummary } from './performance-summary.ts';
import type { ModuleUsage, StepStatistics, WorkflowPerformance } from './workflow-performance.ts';

type Wire = Readonly<Record<string, unknown>>;

/** The summary in its wire form. Names of workflows, steps and modules stay as they are. */
export function performanceDocument(summary: PerformanceSummary | PerformanceNotAvailable): Wire {
  if ('error' in summary) return { error: summary.error };
  return {
    performance_stats: byName(summary.performanceStats, workflowDocument),
    total_workflows_executed: summary.totalWorkflowsExecuted,
    successful_executions: summary.successfulExecutions,
    failed_executions: summary.failedExecutions,
    cancelled_executions: summary.cancelledExecutions,
    average_execution_time: summary.averageExecutionTime,
    module_usage_stats: byName(summary.moduleUsageStats, moduleDocument),
    is_whole: summary.isWhole,
    unreadable: summary.unreadable,
  };
}

function workflowDocument(one: WorkflowPerformance): Wire {
  const { criticalPath } = one;
  return {
    runs: one.runs,
    successes: one.successes,
    failures: one.failures,
    cancellations: one.cancellations,
    durations: durationsDocument(one.durations),
    modules: byName(one.modules, moduleDocument),
    steps: byName(one.steps, stepDocument),
    slowest_steps: one.slowestSteps,
    critical_path:
      criticalPath === null
        ? null
        : {
            execution_id: criticalPath.executionId,
            steps: criticalPath.steps,
            duration: criticalPath.duration,
            share: criticalPath.share,
          },
    waiting_time: one.waitingTime,
  };
}

function stepDocument({ module, action, failures, retries, waitingTime, ...durations }: StepStatistics): Wire {
  return { module, action, ...durationsDocument(durations), failures, retries, waiting_time: waitingTime };
}

function durationsDocument({ count, totalTime, averageTime, ...percentiles }: DurationStatistics): Wire {
  return { count, total_time: totalTime, average_time: averageTime, ...percentiles };
}

function moduleDocument({ count, totalTime, averageTime }: ModuleUsage): Wire {
  return { count, total_time: totalTime, average_time: averageTime };
}

function byName<View>(named: Readonly<Record<string, View>>, wire: (view: View) => Wire): Wire {
  return Object.fromEntries(Object.entries(named).map(([name, view]) => [name, wire(view)]));
}
