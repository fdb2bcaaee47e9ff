import type { AttemptLog } from './step-log.ts';

const nothing = (): void => undefined;

/** Keeps no line: for engines in memory. */
export const noLog: AttemptLog = Object.freeze({
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  end: () => Promise.resolve(),
});
