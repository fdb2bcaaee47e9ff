import { UsageError } from '@codomyrmex/core';
import type { TaskDraft } from './tasks/task.ts';
import type { RunDocument } from './views/run-document.ts';
import { type TaskResult, taskResult } from './views/task-result.ts';
import type { PlacedDefinition } from './workflows/placed-definition.ts';
import { definitionFrom } from './workflows/read-definition.ts';
import { writtenStep } from './workflows/workflow-step.ts';

/** A task as document 3 has it; what describes how it stands is left aside. Without an id, `taskId` is the run's. */
export type TaskOrder = TaskDraft;

/** The specification's answer to execute_task. */
export interface TaskAnswer {
  readonly success: boolean;
  /** `null` when the task did not run. */
  readonly result: TaskResult | null;
  readonly taskId: string;
}

const stepKeys = new Set<string>([
  'name',
  'module',
  'action',
  'description',
  'parameters',
  'timeout',
  'priority',
  'resources',
  'maxRetries',
  'max_retries',
  'retryDelay',
  'retry_delay',
]);

/**
 * A workflow of one step. Keys in camelCase or snake_case; how a task stands (status, result, times) is no part of it.
 * @throws UsageError INVALID_PARAMETERS when it depends on others · DefinitionError with every problem.
 */
export function taskWorkflow(task: TaskOrder): PlacedDefinition {
  if ((task.dependencies ?? []).length > 0) {
    throw new UsageError('a task that depends on others cannot be run alone', {
      code: 'INVALID_PARAMETERS',
      suggestions: ['Add it to a TaskOrchestrator together with what it depends on.'],
    });
  }
  // Names of tasks are free text, names of workflows and steps are not.
  const name = stepName(task.name || 'task');
  const step = Object.fromEntries(Object.entries(task).filter(([key, value]) => stepKeys.has(key) && value !== ''));
  return definitionFrom({ name, steps: [{ ...writtenStep(step), name }] }, name);
}

export function taskAnswer(task: TaskOrder, document: RunDocument): TaskAnswer {
  const [step] = Object.values(document.results);
  const result = step === undefined ? null : taskResult(step);
  return { success: document.status === 'completed', result, taskId: task.id ?? document.execution_id };
}

function stepName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 50);
  return /^[A-Za-z0-9]/.test(plain) ? plain : `task_${plain}`;
}
