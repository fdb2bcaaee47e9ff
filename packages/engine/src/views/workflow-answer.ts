import type { RunDocument } from './run-document.ts';
import { type StepExecution, type WorkflowExecution, workflowExecution } from './workflow-execution.ts';

/** The specification's answer to execute_workflow. Durations are seconds. */
export interface WorkflowAnswer {
  readonly success: boolean;
  readonly result: WorkflowExecution;
  /** The steps of `result`, as the specification's example reads them. */
  readonly results: Readonly<Record<string, StepExecution>>;
  /** The first of `result.errors`. */
  readonly error: string | null;
  readonly executionTime: number;
  readonly stepsExecuted: number;
}

export function workflowAnswer(document: RunDocument): WorkflowAnswer {
  const result = workflowExecution(document);
  const { results, errors, executionTime, stepsExecuted } = result;
  return {
    success: result.status === 'completed',
    result,
    results,
    error: errors[0] ?? null,
    executionTime,
    stepsExecuted,
  };
}
