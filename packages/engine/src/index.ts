/**
 * Runs workflows in this process: definitions, plugins, sessions, and the embedded runtime.
 * @module @codomyrmex/engine
 */

export { fileMark } from './cache/file-mark.ts';
export { areResultsAsSeen, isAsSeen } from './cache/is-as-seen.ts';
export { Looks, type Seen } from './cache/looks.ts';
export { declaredValues } from './carried-workflow.ts';
export type { ComplexAnswer, ComplexWorkflow } from './complex-workflow.ts';
export {
  DATA_FOLDER,
  type Environment,
  type EnvironmentConfig,
  environmentConfig,
  environmentVariables,
  projectRoot,
} from './config.ts';
export {
  type Configuration,
  type ConfigurationOrigin,
  type ConfigurationSources,
  configuration,
} from './configuration/configuration.ts';
export {
  type ConfigurationKey,
  configurationJsonSchema,
  type WrittenConfiguration,
} from './configuration/configuration-schema.ts';
export { configurationVariables } from './configuration/environment-settings.ts';
export type { ActionCatalog } from './definition/catalog.ts';
export {
  type CheckResult,
  checkWorkflow,
} from './definition/check-workflow.ts';
export type { CheckedStep, CheckedWork, CheckedWorkflow } from './definition/checked-workflow.ts';
export { type ParsedWorkflow, parseWorkflow } from './definition/parse-workflow.ts';
export { type Path, type Place, type Places, placed } from './definition/places.ts';
export { readSource, type SourceResult } from './definition/read-source.ts';
export { type RunParameters, runParameters } from './definition/run-parameters.ts';
export { AttemptContext, type ProgressReport, type RunSurroundings } from './effects/action-context.ts';
export type { ActionPowers, ActionTraits, SecretGiver } from './effects/action-powers.ts';
export { taskArtifacts } from './effects/artifacts.ts';
export { type AttemptName, attemptCookie, sweepCookie } from './effects/cookie.ts';
export { enforcementText } from './effects/enforcement.ts';
export type { PerformAction } from './effects/invoke.ts';
export { Abilities, type Ability, type EnforcingPrograms } from './effects/process/abilities.ts';
export { ThreadPool, type ThreadPoolOptions } from './effects/thread-pool.ts';
export type {
  OrchestrationEvent,
  OrchestrationEventHandler,
  OrchestrationEventName,
  OrchestrationEvents,
} from './events/orchestration-events.ts';
export { compileParameters, type ParametersTemplate } from './expression/parameters-template.ts';
export type { EvaluationScope, StepDocument } from './expression/scope.ts';
export { Feed, type FeedItem, type Observer } from './feed.ts';
export { type FollowOptions, followStepLog } from './logs/follow-step-log.ts';
export { inert } from './logs/inert.ts';
export { type LogBytes, logBytes } from './logs/log-bytes.ts';
export type { LogLine } from './logs/log-line.ts';
export { type LogScope, readStepLog, StepLogReader, type TaskLogLine, tailStepLog } from './logs/read-step-log.ts';
export type { AttemptLog } from './logs/step-log.ts';
export { type Machine, type MachineOptions, machine } from './machine.ts';
export {
  OrchestrationEngine,
  type OrchestrationEnginePorts,
  type WorkflowParameters,
} from './orchestration-engine.ts';
export { createOrchestrator, type Orchestrator, type OrchestratorOptions } from './orchestrator.ts';
export { type Projects, projectWorkflow, type ResolvedProject } from './projects-port.ts';
export { type ContractAsked, checkContract } from './registry/contract-version.ts';
export { type ActionLookup, PluginRegistry, type RefusedAction } from './registry/plugin-registry.ts';
export type { PluginDescription, PluginOrSource, PluginSource } from './registry/plugin-source.ts';
export { costOf, type ReadTapCosts, readTapCosts, sumOf, type TapCost, type TapCosts } from './registry/tap-costs.ts';
export type { RetryOptions } from './retry/retry-options.ts';
export { Capacity, WORKERS } from './runtime/capacity.ts';
export { type EmbeddedPorts, EmbeddedRuntime } from './runtime/embedded-runtime.ts';
export type { ActionWork, RunPlan, TaskWork } from './runtime/run-plan.ts';
export type { LiveRun, RunSnapshot, Runtime } from './runtime/runtime.ts';
export { type StoredRuns, storedRuns } from './runtime/stored-runs.ts';
export { systemClock, systemIds, systemRandom } from './runtime/system-ports.ts';
export { Adoption, type AdoptionEvent, type AdoptionPorts } from './schedules/adoption.ts';
export { orchestratorRuns, type ScheduledRuns } from './schedules/scheduled-runs.ts';
export { Scheduler, type SchedulerEvent, type SchedulerPorts } from './schedules/scheduler.ts';
export type { OrchestrationSession, SessionOptions } from './sessions/session.ts';
export { type SessionDocument, sessionDocument, sessionFrom } from './sessions/session-document.ts';
export type { SessionCounts } from './sessions/sessions.ts';
export type { Occupancy } from './simulation/occupancy.ts';
export { remainingTime } from './simulation/remaining-time.ts';
export { simulateRun } from './simulation/simulate-run.ts';
export {
  type SimulationOptions,
  type SimulationPorts,
  simulateWorkflow,
  type WorkflowSimulation,
} from './simulation/simulate-workflow.ts';
export type { SimulatedRun } from './simulation/simulated-run.ts';
export type { SimulatedStep, Simulation } from './simulation/simulation.ts';
export {
  type SimulatedStepDocument,
  type SimulationDocument,
  simulationDocument,
} from './simulation/simulation-document.ts';
export type { StepEstimate } from './simulation/step-estimates.ts';
export type { TaskAnswer, TaskOrder } from './single-task.ts';
export { runsFolder } from './surroundings.ts';
export type { RunTotals, TaskTotals } from './tally.ts';
export { TaskOrchestrator, type TaskOrchestratorPorts } from './task-orchestrator.ts';
export {
  type Task,
  type TaskDraft,
  type TaskInfo,
  type TaskOptions,
  type TaskResource,
  taskInfo,
} from './tasks/task.ts';
export {
  type RecordedAs,
  type RecordedRun,
  recordUnchanged,
  type UnchangedResult,
  type UnchangedRun,
  unchangedRun,
} from './unchanged/unchanged-run.ts';
export { UnchangedRuns } from './unchanged/unchanged-runs.ts';
export type { CacheForecast } from './views/cache-forecast.ts';
export { type Continuation, continuations, type DefinitionChange } from './views/continuation.ts';
export type { AttemptExplanation, Explanation } from './views/explain.ts';
export { explanation } from './views/explanation.ts';
export { type FoundStep, findStep } from './views/find-step.ts';
export { dataFolderHealth } from './views/health/folder-health.ts';
export type { Checked, ComponentHealth, Health, HealthStatus } from './views/health/health.ts';
export { type HealthDocument, healthDocument } from './views/health/health-document.ts';
export { type JournalHealthPorts, journalHealth } from './views/health/journal-health.ts';
export { type Metrics, metricsDocument } from './views/metrics.ts';
export type { DurationStatistics } from './views/performance/duration-statistics.ts';
export { performanceDocument } from './views/performance/performance-document.ts';
export {
  type PerformanceMetrics,
  type ProcessUsage,
  performanceMetrics,
} from './views/performance/performance-metrics.ts';
export {
  type PerformanceNotAvailable,
  type PerformanceQuery,
  type PerformanceSummary,
  performanceNotAvailable,
  performanceSummary,
} from './views/performance/performance-summary.ts';
export type {
  CriticalPathShare,
  ModuleUsage,
  StepStatistics,
  WorkflowPerformance,
} from './views/performance/workflow-performance.ts';
export { PlaceNames, placeNames } from './views/place-names.ts';
export {
  type ActionEffects,
  type PlannedEffects,
  plannedEffects,
  type WorkflowEffects,
} from './views/planned-effects.ts';
export {
  type RunDocument,
  type RunSummary,
  type RunTiming,
  runDocument,
  runSummary,
} from './views/run-document.ts';
export { type RunPath, type RunPathPorts, type RunPathWait, runPath } from './views/run-path.ts';
export type { ItemResult, StepMetrics, StepResult } from './views/step-results.ts';
export { type StepShape, stepShapes } from './views/step-shapes.ts';
export { stepSummary } from './views/step-summary.ts';
export { type StepWait, waitOf } from './views/step-wait.ts';
export type { PerformanceTotals, ResourceStatusView, SystemStatus, TaskCounts } from './views/system-status.ts';
export { systemStatusDocument } from './views/system-status-document.ts';
export type { ExecutionStats, TaskResult } from './views/task-result.ts';
export { type WorkflowAnswer, workflowAnswer } from './views/workflow-answer.ts';
export {
  type ItemExecution,
  type StepExecution,
  type StepPerformance,
  stepExecution,
  type WorkflowExecution,
  workflowExecution,
} from './views/workflow-execution.ts';
export { type WorkflowListing, workflowListings } from './views/workflow-listing.ts';
export { WorkflowManager, type WorkflowManagerPorts } from './workflow-manager.ts';
export { cancelExecutions, findExecution } from './workflows/find-execution.ts';
export { KeptReadings } from './workflows/kept-readings.ts';
export type { PlacedDefinition } from './workflows/placed-definition.ts';
export type { PreparedWorkflow, RunOptions } from './workflows/prepare-run.ts';
export { definitionFrom, readDefinition, readFileForCheck, readForCheck } from './workflows/read-definition.ts';
export type { WorkflowChanges } from './workflows/store-workflow.ts';
export type { GivenWorkflow, WorkflowConfig } from './workflows/workflow-config.ts';
export {
  readWorkflowFile,
  type WorkflowFile,
  WorkflowFiles,
  type WorkflowText,
  type WriteOptions,
} from './workflows/workflow-files.ts';
export { isWrittenPath } from './workflows/workflow-name.ts';
export { type WorkflowStep, writtenStep } from './workflows/workflow-step.ts';
export type { Workflows } from './workflows/workflows.ts';
export { writeFileWhole } from './workflows/write-file.ts';
