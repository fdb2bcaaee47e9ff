/**
 * Plan a graph of tasks, decide what a run does next, and fold its events into views.
 * @module @codomyrmex/dag
 */
export type { Inbox, InboxMessage, Journal, Payloads, RunHead, RunQuery, RunRecord } from './journal.ts';
export type { AddedTask } from './plan/added-task.ts';
export { GrowingPlan } from './plan/growing-plan.ts';
export { independentPlan, type SharedTraits } from './plan/independent-plan.ts';
export { type Plan, type PlanResult, plan } from './plan/plan.ts';
export { type Stage, stageOf, stageRank } from './plan/stage.ts';
export type { RareRule, RetryPolicy, TaskSpec } from './plan/task-spec.ts';
export { advance } from './run/advance.ts';
export { ChangedTasks } from './run/changed-tasks.ts';
export type { Answer, Command, Verdict } from './run/command.ts';
export type { EndStatus, OutputSource, RunEvent, Signal, Tasks } from './run/event.ts';
export { decodeColumns, type EventColumns, frequentTypes } from './run/event-columns.ts';
export {
  decodeEvent,
  decodeParsedEvent,
  EVENT_SCHEMA_VERSION,
  type EventRow,
  encodeEvent,
} from './run/event-row.ts';
export { growthProblems } from './run/growth.ts';
export type { Output } from './run/output.ts';
export { isPausedAfter, pauseFacts } from './run/pause-facts.ts';
export { planRetry, type RetryChoice } from './run/plan-retry.ts';
export { replay } from './run/replay.ts';
export { decodeRequest, type RunRequest, requestCommand } from './run/request.ts';
export type { AgainReason, CarriedSource, CarriedTask, RunRetry, TaskAgain } from './run/run-retry.ts';
export {
  type EndReason,
  type Growth,
  initialState,
  isSettled,
  type OnFailure,
  type Phase,
  type RunState,
  type SkipReason,
  type Stopping,
  type TaskState,
} from './run/state.ts';
export { type Wanted, wantedBy } from './run/wanted.ts';
export {
  type CachedFile,
  type CacheEntry,
  cacheEntryFrom,
  cacheEntryText,
  type FoundEntry,
  type StepCache,
} from './step-cache.ts';
export { againText } from './view/again-text.ts';
export { type Course, courseOf, pathTo } from './view/course.ts';
export { type CriticalPath, criticalPath } from './view/critical-path.ts';
export { expectedPath } from './view/expected-path.ts';
export { graphDot, graphJson, graphMermaid, graphOf, type TaskNode } from './view/graph.ts';
export { levelsOf } from './view/levels.ts';
export { type MeasuredPath, type PathTimes, type PathWait, pathTimes, type WaitedFor } from './view/path-times.ts';
export { type Progress, progressOf, taskStatus } from './view/progress.ts';
export { skipText } from './view/skip-text.ts';
