import type { Failure } from '@codomyrmex/core';
import type { RunState } from '@codomyrmex/dag';
import type { Report } from './invocation.ts';
import { loadedOutput, type OutputStore } from './output.ts';
import type { RunPlan, WorkflowWork } from './run-plan.ts';
import { UpstreamScope } from './upstream-scope.ts';

/** What a run of a workflow comes to for the step that ran it. */
export async function workflowReport(
  { outputs }: Pick<WorkflowWork, 'outputs'>,
  run: Pick<RunPlan, 'record' | 'plan'>,
  state: RunState,
  store: OutputStore,
): Promise<Report> {
  const failure = workflowFailure(run, state);
  if (failure !== undefined) return { kind: 'failed', failure };
  if (outputs === undefined) return { kind: 'succeeded', output: await stepOutputs(state, store) };
  const upstream = new UpstreamScope(run, () => state, store);
  return { kind: 'succeeded', output: outputs.template.evaluate(await upstream.scopeOf(outputs.reads)) };
}

/** By the names of its steps; null where a step left nothing. */
export async function stepOutputs(
  { plan, tasks }: RunState,
  store: OutputStore,
): Promise<Readonly<Record<string, unknown>>> {
  const outputs: [string, unknown][] = [];
  for (const [index, task] of tasks.entries()) {
    if (plan.late.has(index)) continue;
    outputs.push([plan.names[index] ?? '', task.kind === 'completed' ? await loadedOutput(store, task.output) : null]);
  }
  return Object.fromEntries(outputs);
}

/** Nothing where it completed. */
export function workflowFailure(
  { record, plan }: Pick<RunPlan, 'record' | 'plan'>,
  { tasks, phase }: RunState,
): Failure | undefined {
  if (phase.kind !== 'ended' || phase.status === 'completed') return undefined;
  const isLate = phase.reason.kind === 'timed_out';
  const failed = tasks.findIndex((task, index) => task.kind === 'failed' && !plan.optional.has(index));
  const task = tasks[failed];
  const why = task?.kind === 'failed' ? `: step ${plan.names[failed]}: ${task.failure.message}` : '';
  return {
    type: isLate ? 'TimeoutError' : 'WorkflowExecutionError',
    code: isLate ? 'TIMEOUT_EXCEEDED' : 'WORKFLOW_FAILED',
    message: isLate ? `workflow "${record.workflow}" used up its time` : `workflow "${record.workflow}" failed${why}`,
    retryable: true,
    details: { run: record.id, ...(isLate && { scope: 'run' }) },
    suggestions: [`codomyrmex run show ${record.id} tells more.`],
  };
}
