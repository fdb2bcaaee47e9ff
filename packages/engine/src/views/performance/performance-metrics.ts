import type { Usage } from '@codomyrmex/resources';
import type { WorkflowExecution } from '../workflow-execution.ts';

/** What this process uses of its machine. Runs of one process are not told apart: nobody can say which of them it was. */
export interface ProcessUsage {
  /** Percent of one core, on average since the process began. */
  readonly cpu: number;
  /** Bytes in memory now. */
  readonly memory: number;
}

/** The specification's PerformanceMetrics: one run, and the process that was asked about it. */
export interface PerformanceMetrics {
  readonly workflowName: string;
  /** Seconds. */
  readonly executionTime: number;
  /** See {@link ProcessUsage}. */
  readonly cpuUsage: number;
  readonly memoryUsage: number;
  readonly tasksCompleted: number;
  readonly tasksFailed: number;
  /** Percent held now, by resource: of the unit that is held most. */
  readonly resourceUtilization: Readonly<Record<string, number>>;
}

export function performanceMetrics(
  execution: WorkflowExecution,
  resources: readonly Pick<Usage, 'id' | 'capacity' | 'held'>[],
  { cpu, memory }: ProcessUsage,
): PerformanceMetrics {
  const statuses = Object.values(execution.results).map((step) => step.status);
  return {
    workflowName: execution.workflowName,
    executionTime: execution.executionTime,
    cpuUsage: cpu,
    memoryUsage: memory,
    tasksCompleted: statuses.filter((status) => status === 'completed').length,
    tasksFailed: statuses.filter((status) => status === 'failed').length,
    resourceUtilization: Object.fromEntries(resources.map((one) => [one.id, utilization(one)])),
  };
}

function utilization({ capacity, held }: Pick<Usage, 'capacity' | 'held'>): number {
  const shares = Object.entries(capacity).map(([unit, most]) => (most > 0 ? (held[unit] ?? 0) / most : 0));
  return shares.reduce((highest, share) => Math.max(highest, share), 0) * 100;
}
