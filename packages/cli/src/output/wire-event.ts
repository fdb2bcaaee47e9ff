import { errorResponse, type Failure } from '@codomyrmex/core';
import { againText, type Plan, type RunEvent, type RunRetry } from '@codomyrmex/dag';

/** A fact as programs read it on the command line: snake_case, names for indices, ISO times. */
export function wireEvent(run: string, plan: Pick<Plan, 'names'>, event: RunEvent): Readonly<Record<string, unknown>> {
  const head = {
    type: event.type,
    execution_id: run,
    time: new Date(event.at).toISOString(),
    ...('task' in event && { step: plan.names[event.task] }),
    ...('attempt' in event && { attempt: event.attempt }),
  };
  switch (event.type) {
    case 'attempt_succeeded':
      return {
        ...head,
        ...(event.source !== undefined && { source: event.source }),
        ...(event.signal !== undefined && { signal: event.signal }),
        ...(event.output.kind === 'inline'
          ? { output: event.output.value }
          : { output_payload: { hash: event.output.hash, bytes: event.output.bytes } }),
      };
    case 'attempt_repeated':
      return { ...head, again_at: new Date(event.until).toISOString() };
    case 'signal_received':
      return { ...head, signal: event.signal.name, data: event.signal.data };
    case 'attempt_failed': {
      const retry_at = event.retryAt === null ? null : new Date(event.retryAt).toISOString();
      return { ...head, ...wireFailure(event.failure), retry_at };
    }
    case 'task_failed':
      return { ...head, ...wireFailure(event.failure) };
    case 'attempt_declined':
      return { ...head, reason: event.reason };
    case 'cancel_requested':
      return { ...head, reason: event.reason };
    case 'run_ended':
      return { ...head, status: event.status };
    case 'tasks_added':
      return { ...head, steps: event.tasks.map(({ name }) => name) };
    case 'tasks_released':
    case 'tasks_held':
      return { ...head, steps: event.tasks === 'all' ? 'all' : event.tasks.map((task) => plan.names[task]) };
    case 'run_started':
      return { ...head, ...(event.retry !== undefined && wireRetry(plan, event.retry)) };
    case 'run_paused':
      return { ...head, stop: event.stop };
    case 'attempt_paused':
    case 'run_continued':
    case 'condition_met':
    case 'condition_unmet':
    case 'run_sealed':
    case 'task_cancelled':
    case 'run_timed_out':
    case 'attempt_started':
    case 'attempt_lost':
    case 'attempt_cancelled':
    case 'backoff_ended':
      return head;
  }
}

/** Outputs of carried steps stand in the run's document. */
function wireRetry(plan: Pick<Plan, 'names'>, { of, carried, again }: RunRetry): Readonly<Record<string, unknown>> {
  return {
    retry_of: of,
    carried: carried.map(({ task }) => plan.names[task]),
    again: again.map((one) => ({ step: plan.names[one.task], reason: againText(plan, of, one) })),
  };
}

function wireFailure(failure: Failure): Readonly<Record<string, unknown>> {
  const { error, error_type, error_code, details, suggestions } = errorResponse(failure);
  return { error, error_type, error_code, details, suggestions };
}
