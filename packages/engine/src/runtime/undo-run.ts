import { type Failure, innerRunId, NotFoundError, runId } from '@codomyrmex/core';
import type { RunState } from '@codomyrmex/dag';
import type { Report } from './invocation.ts';
import type { OutputStore } from './output.ts';
import type { DoneRun } from './run-plan.ts';
import { stepOutputs } from './workflow-run.ts';

/** Reads runs, also those that are over. */
export type ReadRun = (run: DoneRun['record']['id']) => Promise<DoneRun | undefined>;

/**
 * The run that a completed step consisted of; of a step that was carried over, in the run that did it.
 * @throws NotFoundError RUN_NOT_FOUND where that is gone.
 */
export async function runOfStep(read: ReadRun, around: DoneRun, step: string): Promise<DoneRun> {
  let has = around;
  for (;;) {
    const task = has.state.tasks[has.state.plan.indices.get(step) ?? -1];
    const attempt = task?.kind === 'completed' ? task.attempt : 0;
    const source = task?.kind === 'completed' ? task.source : undefined;
    const isElsewhere = source?.kind === 'carried' || source?.kind === 'given';
    const id = isElsewhere ? runId(source.run) : innerRunId(has.record.id, step, attempt);
    const found = await read(id);
    if (found === undefined) {
      throw new NotFoundError(`run ${id}, which did what "${step}" left, is gone: what it did cannot be undone`, {
        code: 'RUN_NOT_FOUND',
      });
    }
    if (!isElsewhere) return found;
    has = found;
  }
}

/** What came of undoing: what undid each step left, by name, or the first that failed. */
export async function undoReport(state: RunState, { step, outputs }: Undone): Promise<Report> {
  const failure = undoFailure(state, step);
  return failure === undefined
    ? { kind: 'succeeded', output: await stepOutputs(state, outputs) }
    : { kind: 'failed', failure };
}

interface Undone {
  readonly step: string;
  readonly outputs: OutputStore;
}

/** What failed is told with the code that it failed by: no attempt follows. */
function undoFailure({ tasks, plan }: RunState, step: string): Failure | undefined {
  const failed = tasks.flatMap((task, index) =>
    task.kind === 'failed' ? [{ task, name: plan.names[index] ?? '' }] : [],
  );
  const [first] = failed;
  if (first === undefined) return undefined;
  const others = failed.length === 1 ? '' : ` (and ${failed.length - 1} more)`;
  return {
    ...first.task.failure,
    message: `what "${step}" did was not all undone: ${first.name}: ${first.task.failure.message}${others}`,
    retryable: false,
  };
}
