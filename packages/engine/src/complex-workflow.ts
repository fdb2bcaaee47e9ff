import type { Problem } from '@codomyrmex/core';
import { parseWorkflow } from './definition/parse-workflow.ts';
import type { RunDocument } from './views/run-document.ts';
import { type ExecutionStats, executionStats, type TaskResult, taskResult } from './views/task-result.ts';
import { invalid } from './workflows/invalid-workflow.ts';
import type { PlacedDefinition } from './workflows/placed-definition.ts';
import { type WorkflowStep, writtenStep } from './workflows/workflow-step.ts';

/** The specification's complex form: steps, what they wait for by name, and which are meant to run side by side. */
export interface ComplexWorkflow {
  readonly name?: string;
  readonly description?: string;
  readonly steps: readonly (WorkflowStep | Readonly<Record<string, unknown>>)[];
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
  /** Dependencies win: steps of one group of which one waits for another are a warning, and run one after the other. */
  readonly parallelGroups?: readonly (readonly string[])[];
  /** The same, as it is written. */
  readonly parallel_groups?: readonly (readonly string[])[];
  readonly timeout?: number | null;
}

/** The specification's answer to execute_complex_workflow. */
export interface ComplexAnswer {
  readonly success: boolean;
  /** By step; `null` for one that did not run. */
  readonly results: Readonly<Record<string, TaskResult | null>>;
  readonly executionStats: ExecutionStats;
  readonly error: string | null;
  /** Groups that the dependencies contradict. */
  readonly warnings: readonly Problem[];
}

const UNNAMED = 'complex-workflow';

/** @throws DefinitionError with every problem: unknown steps in dependencies or groups, cycles, unknown actions. */
export function complexWorkflow(written: ComplexWorkflow): {
  readonly definition: PlacedDefinition;
  readonly warnings: readonly Problem[];
} {
  const { parallelGroups, name = UNNAMED, steps, ...rest } = written;
  const data = {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    name,
    steps: Array.isArray(steps) ? steps.map((step) => writtenStep(step)) : steps,
    ...(parallelGroups !== undefined && { parallel_groups: parallelGroups }),
  };
  const parsed = parseWorkflow(data, { name });
  if (!parsed.ok) throw invalid(name, parsed.problems);
  return { definition: { definition: parsed.definition }, warnings: parsed.warnings };
}

export function complexAnswer(document: RunDocument, warnings: readonly Problem[]): ComplexAnswer {
  return {
    success: document.status === 'completed',
    results: Object.fromEntries(Object.entries(document.results).map(([name, step]) => [name, taskResult(step)])),
    executionStats: executionStats(document),
    error: document.errors[0] ?? null,
    warnings,
  };
}
