import type { Plan, RunEvent } from '@codomyrmex/dag';

/**
 * How long the completed tasks of a run took, in milliseconds by task index: all attempts together with the delays between
 * them, as they would take again. Left out are the times in which they waited for slots and resources, which another plan
 * waits for differently, and attempts that were lost with their process, whose end nobody knows.
 */
export function stepDurations(plan: Plan, events: readonly RunEvent[]): readonly (number | undefined)[] {
  const since = new Array<number | undefined>(plan.size).fill(undefined);
  const spent = new Array<number>(plan.size).fill(0);
  const durations = new Array<number | undefined>(plan.size).fill(undefined);
  for (const event of events) {
    switch (event.type) {
      case 'attempt_started':
        since[event.task] = event.at;
        break;
      case 'attempt_failed':
        spent[event.task] = (spent[event.task] ?? 0) + (event.retryAt ?? event.at) - (since[event.task] ?? event.at);
        break;
      case 'attempt_succeeded':
        durations[event.task] = (spent[event.task] ?? 0) + event.at - (since[event.task] ?? event.at);
        break;
      default: // says nothing of how long a completed task took
    }
  }
  return durations;
}
