/**
 * The words of Codomyrmex: what people write, what actions receive, what fails and how it is told.
 * @module @codomyrmex/core
 */
export {
  type Action,
  type ActionDefinition,
  type Deprecation,
  defineAction,
  type Effect,
  effects,
} from './action.ts';
export type {
  ActionContext,
  Artifacts,
  ExecCommand,
  ExecOptions,
  ExecResult,
  HeldResource,
  Log,
  LogLevel,
} from './action-context.ts';
export { actionSynonyms, moduleSynonyms } from './aliases.ts';
export { type CacheRule, cacheRuleSchema } from './cache-rule.ts';
export { codePlace } from './code-place.ts';
export type {
  AddEach,
  AddMatrix,
  AddWait,
  AddWorkflow,
  ComposedAuthor,
  ItemsOptions,
  MatrixOptions,
} from './composed-author.ts';
export {
  MAX_ITEMS,
  type MatrixDefinition,
  type ParameterDefinition,
  parameterSchema,
  type Repeat,
  type SuccessRule,
  type WaitFor,
} from './composed-step.ts';
export { dateAt } from './date-at.ts';
export {
  type AddStep,
  defineWorkflow,
  type FailedStepFacts,
  reservedNames,
  type WorkflowAuthor,
  type WorkflowOptions,
} from './define-workflow.ts';
export { type ErrorResponse, errorResponse } from './error-response.ts';
export {
  ActionError,
  DefinitionError,
  type ErrorFamily,
  type ErrorOptions,
  InternalError,
  isNotApplicable,
  isOrchestrationError,
  NotApplicable,
  NotFoundError,
  OrchestrationError,
  ProjectManagementError,
  ResourceAllocationError,
  StorageError,
  TaskExecutionError,
  UsageError,
  unreachable,
  WorkflowExecutionError,
} from './errors.ts';
export {
  type ErrorType,
  errorTypes,
  type Failure,
  type FailureCode,
  failureCodes,
} from './failure.ts';
export { failureFrom } from './failure-from.ts';
export { failureSchema } from './failure-schema.ts';
export type { FileEntry, FileFacts, FileKind, Files, ReadOptions } from './files.ts';
export type { Http, HttpOptions, HttpResponse } from './http.ts';
export { type AllocationId, allocationId, type RunId, runId } from './ids.ts';
export { innerRunId, innerRunPath, isWithinRun, outerRunId, stepOfInner, withoutAttempt } from './inner-run-id.ts';
export { type Isolation, isolations, isWeaker, type Limits } from './isolation.ts';
export type { WrittenLimits } from './isolation-schema.ts';
export { type JsonObject, type JsonValue, whyNotJson } from './json.ts';
export { apiVersion, definePlugin, exportedPlugin, isPlugin, type Plugin, type PluginDefinition } from './plugin.ts';
export type { Clock, Ids, Random } from './ports.ts';
export { type Problem, problemPath } from './problem.ts';
export { condition, type Referable, type Reference, text } from './reference.ts';
export { retryDefaults } from './retry-defaults.ts';
export type { Secrets } from './secrets.ts';
export {
  OrchestrationMode,
  orchestrationModes,
  type Priority,
  ProjectStatus,
  ProjectType,
  priorities,
  priorityRank,
  projectStatuses,
  projectTypes,
  ResourceStatus,
  ResourceType,
  type RunStatus,
  resourceStatuses,
  resourceTypes,
  SessionStatus,
  sessionStatuses,
  TaskPriority,
  TaskStatus,
  type TriggerRule,
  taskStatuses,
  triggerRules,
  WorkflowStatus,
  workflowStatuses,
} from './status.ts';
export type { CompensationOptions, RepeatOptions, RetryOptions, Step, StepOptions } from './step-options.ts';
export { didYouMean, nearest } from './suggest.ts';
export { thrownText } from './thrown-text.ts';
export { prioritySchema, projectStatusSchema } from './word-schemas.ts';
export {
  type AccessMode,
  accessModes,
  type CompensationDefinition,
  MAX_STEPS,
  namePattern,
  type ResourceRequest,
  resourceRequestSchema,
  type StepDefinition,
  stepSchema,
  type TaskDefinition,
  taskSchema,
  type WorkflowDefinition,
  type WrittenWorkflow,
  workflowDefinitionSchema,
  workflowJsonSchema,
} from './workflow-definition.ts';
export { writtenLimits } from './written-limits.ts';
