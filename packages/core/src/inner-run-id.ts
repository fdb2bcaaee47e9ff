import { type RunId, runId } from './ids.ts';

/** No step's name and no run's own id has it. */
const SEPARATOR = '~';

/**
 * Names the run that a step consists of: `RUN~STEP`, or `RUN~STEP@2` of its second attempt. So it can be found again after a crash,
 * and lists can leave it out.
 */
export function innerRunId(outer: RunId, step: string, attempt: number): RunId {
  return runId(`${outer}${SEPARATOR}${step}${attempt === 1 ? '' : `@${attempt}`}`);
}

/** The run whose step the run is part of; `undefined` for a run on its own. */
export function outerRunId(run: RunId): RunId | undefined {
  const at = run.lastIndexOf(SEPARATOR);
  return at < 0 ? undefined : runId(run.slice(0, at));
}

/** The run that is in no other, then the steps that lead from it to the run: `[RUN, each, 3]`, with `@2` where the attempt is not the first. */
export const innerRunPath = (run: string): readonly string[] => run.split(SEPARATOR);

/** The name of the step that a run consists of, or, of a run on its own, its id. */
export function stepOfInner(run: string): string {
  return withoutAttempt(run.slice(run.lastIndexOf(SEPARATOR) + 1));
}

/** A part of a path without the attempt that it may name. */
export const withoutAttempt = (part: string): string => part.replace(/@\d+$/, '');

/** Whether it is the run, or in it, however deep. */
export const isWithinRun = (run: string, outer: string): boolean =>
  run === outer || run.startsWith(`${outer}${SEPARATOR}`);
