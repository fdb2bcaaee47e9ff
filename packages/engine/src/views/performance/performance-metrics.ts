import type { ResourceUsage } from '@codomyrmex/resources';
import type { WorkflowExecution } from '../workflow-execution.ts';

/** The specification's PerformanceMetrics: one run in numbers, beside what its process and its resources had in use. */
export interface PerformanceMetrics {
  readonly workflowName: string;
  /** Seconds. */
  readonly executionTime: number;
  /** Percent of one core. */
  readonly cpuUsage: number;
  /** MiB. */
  readonly memoryUsage: number;
  readonly tasksCompleted: number;
  readonly tasksFailed: number;
  /** Percent of its most used unit, by resource. */
  readonly resourceUtilization: Readonly<Record<string, number>>;
}

/** What a process used, from `process.cpuUsage()` and `process.memoryUsage()`: both times are of the same span. */
export interface ProcessUsage {
  readonly cpuMilliseconds: number;
  readonly elapsedMilliseconds: number;
  readonly memoryBytes: number;
}

const MIB = 2 ** 20;

/** Work that a step leaves to other processes is not in `cpuUsage` and `memoryUsage`. */
export function performanceMetrics(
  { workflowName, executionTime, results }: WorkflowExecution,
  used: ProcessUsage,
  resources: readonly ResourceUsage[],
): PerformanceMetrics {
  const having = (status: string): number => Object.values(results).filter((step) => step.status === status).length;
  return {
    workflowName,
    executionTime,
    cpuUsage: used.elapsedMilliseconds > 0 ? (100 * used.cpuMilliseconds) / used.elapsedMilliseconds : 0,
    memoryUsage: used.memoryBytes / MIB,
    tasksCompleted: having('completed'),
    tasksFailed: having('failed'),
    resourceUtilization: Object.fromEntries(
      resources.map(({ resourceId, utilization }) => [resourceId, Math.max(0, ...Object.values(utilization))]),
    ),
  };
}
