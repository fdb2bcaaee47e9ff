import type { RunEvent } from './event.ts';

const paused: RunEvent['type'] = 'run_paused';

/** Nothing starts while a run is paused: whoever looks for the last of these needs not look further back than the last start. */
const notPaused: readonly string[] = [
  'run_continued',
  'cancel_requested',
  'run_timed_out',
  'attempt_started',
] satisfies RunEvent['type'][];

/** Types of the facts that say whether a run without an end is paused; the last of them holds. */
export const pauseFacts: readonly string[] = [paused, ...notPaused];

/** Whether a run is paused once this has happened; `undefined` for facts that leave it as it is. */
export function isPausedAfter({ type }: { readonly type: string }): boolean | undefined {
  if (type === paused) return true;
  return notPaused.includes(type) ? false : undefined;
}
