import type { RunEvent } from './event.ts';

/** Types of the facts that say whether a run without an end is paused; the last of them holds. */
export const pauseFacts: readonly string[] = [
  'run_paused',
  'run_continued',
  'cancel_requested',
  'run_timed_out',
  // Nothing starts while a run is paused: whoever looks for the last of these needs not look further back than the last start.
  'attempt_started',
] satisfies RunEvent['type'][];

/** Whether a run is paused once this has happened; `undefined` for facts that leave it as it is. */
export function isPausedAfter({ type }: { readonly type: string }): boolean | undefined {
  switch (type) {
    case 'run_paused':
      return true;
    case 'run_continued':
    case 'cancel_requested':
    case 'run_timed_out':
    case 'attempt_started':
      return false;
    default:
      return undefined;
  }
}
