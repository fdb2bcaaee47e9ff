/**
 * Runs workflows in this process.
 * @module @codomyrmex/engine
 */
export { AttemptContext, type ProgressReport, type RunSurroundings } from './effects/action-context.ts';
export { taskArtifacts } from './effects/artifacts.ts';
export { type AttemptName, attemptCookie, sweepCookie } from './effects/cookie.ts';
export { ThreadPool, type ThreadPoolOptions } from './effects/thread-pool.ts';
export { inert } from './logs/inert.ts';
export type { LogLine } from './logs/log-line.ts';
export { readStepLog, type TaskLogLine, tailStepLog } from './logs/read-step-log.ts';
export type { AttemptLog } from './logs/step-log.ts';
