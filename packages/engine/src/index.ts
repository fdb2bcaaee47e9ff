/**
 * Runs workflows in this process.
 * @module @codomyrmex/engine
 */
export { AttemptContext, type ProgressReport, type RunSurroundings } from './effects/action-context.ts';
export { taskArtifacts } from './effects/artifacts.ts';
export { type AttemptName, attemptCookie, sweepCookie } from './effects/cookie.ts';
export type { AttemptLog } from './logs/step-log.ts';
