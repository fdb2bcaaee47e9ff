import type { RunEvent, RunRetry } from '@codomyrmex/dag';
import { safe } from '../terminal.ts';
import { clockTime, duration } from './times.ts';

/**
 * A fact as one plain line, for pipes and logs of CI; `undefined` for facts that say nothing new to a reader. `name`: of the task that
 * it is about; `startedAt`: when its attempt began.
 */
export function eventLine(name: string, event: RunEvent, startedAt: number | undefined): string | undefined {
  const at = clockTime(event.at);
  if (!('task' in event)) return runLine(at, event);
  const took = duration(event.at - (startedAt ?? event.at));
  const again = 'attempt' in event && event.attempt > 1 ? ` (attempt ${event.attempt})` : '';
  switch (event.type) {
    case 'attempt_started':
      return `${at} ${name} started${again}`;
    case 'attempt_succeeded':
      return `${at} ${name} ${completedText(event, took)}${again}`;
    case 'attempt_repeated':
      return `${at} ${name} done in ${took}${again}, and again in ${duration(event.until - event.at)}`;
    case 'attempt_failed': {
      const next = event.retryAt === null ? 'failed' : `failed, again in ${duration(event.retryAt - event.at)}`;
      return `${at} ${name} ${next}${again}: ${safe(event.failure.message)}`;
    }
    case 'attempt_declined':
      return `${at} ${name} skipped: ${safe(event.reason)}`;
    case 'attempt_cancelled':
      return `${at} ${name} cancelled`;
    case 'attempt_paused':
      return `${at} ${name} stopped for the pause: it runs again`;
    case 'attempt_lost':
      return `${at} ${name} was lost with its process: it runs again`;
    case 'task_cancelled':
      return `${at} ${name} is being cancelled`;
    case 'condition_unmet':
      return `${at} ${name} skipped: condition_false`;
    case 'task_failed':
      return `${at} ${name} failed: ${safe(event.failure.message)}`;
    case 'condition_met':
    case 'backoff_ended':
      return undefined;
  }
}

function completedText({ source }: RunEvent & { readonly type: 'attempt_succeeded' }, took: string): string {
  switch (source?.kind) {
    case 'reused':
    case 'joined':
      return `${source.kind} from run ${source.run}`;
    case 'ran':
    case 'unkept':
    case undefined:
      return `completed in ${took}`;
  }
}

function retryText({ of, carried, again }: RunRetry): string {
  const keeping = again.filter(({ keeps }) => keeps !== undefined).length;
  const kept = keeping === 0 ? '' : `; what completed inside ${keeping} of them is kept`;
  return `run ${of} again: ${carried.length} carried over, ${again.length} to run${kept}`;
}

function runLine(at: string, event: Exclude<RunEvent, { readonly task: number }>): string | undefined {
  switch (event.type) {
    case 'cancel_requested':
      return `${at} cancelling: ${safe(event.reason)}`;
    case 'run_timed_out':
      return `${at} the run has used up its time: stopping`;
    case 'run_paused':
      return `${at} paused${event.stop ? ': stopping what runs' : ': what runs may finish'}`;
    case 'run_continued':
      return `${at} goes on`;
    case 'signal_received':
      return `${at} signal ${safe(event.signal.name)}`;
    case 'run_started':
      return event.retry === undefined ? undefined : `${at} ${retryText(event.retry)}`;
    case 'tasks_added':
    case 'tasks_released':
    case 'tasks_held':
    case 'run_sealed':
    case 'run_ended':
      return undefined;
  }
}
