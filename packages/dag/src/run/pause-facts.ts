import type { RunEvent } from './event.ts';

const paused = {
  run_paused: true,
  run_continued: false,
  cancel_requested: false,
  run_timed_out: false,
  // Nothing starts while a run is paused: whoever looks for the last of these needs not look further back than the last start.
  attempt_started: false,
} as const satisfies Partial<Record<RunEvent['type'], boolean>>;

type PauseFact = keyof typeof paused;

/** Types of the facts that say whether a run without an end is paused; the last of them holds. */
export const pauseFacts: readonly string[] = Object.keys(paused);

/** Whether a run is paused once this has happened; `undefined` for facts that leave it as it is. */
export function isPausedAfter({ type }: { readonly type: string }): boolean | undefined {
  return isPauseFact(type) ? paused[type] : undefined;
}

const isPauseFact = (type: string): type is PauseFact => Object.hasOwn(paused, type);
