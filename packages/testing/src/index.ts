/**
 * What tests of plugins and of the engine need.
 * @module @codomyrmex/testing
 */
export type { RecordedEffect, StandInAnswer, StandInResult, StandIns } from './kit/recorded-effect.ts';
export { StartedRun } from './kit/started-run.ts';
export { createTestEngine, type TestEngine, type TestEngineOptions } from './kit/test-engine.ts';
export {
  type Stub,
  type StubCall,
  startWorkflow,
  testWorkflow,
  type WorkflowTest,
  type WorkflowTestOptions,
} from './kit/test-workflow.ts';
export { type LoopbackSite, loopbackSite } from './loopback-site.ts';
export {
  createMemoryJournal,
  type MemoryJournal,
  type MemoryJournalOptions,
  type StoredRun,
  type WriteFault,
} from './memory-journal.ts';
export { MemorySchedules } from './memory-schedules.ts';
export { type MemoryCacheOptions, MemoryStepCache } from './memory-step-cache.ts';
export type { Sample } from './plugin-checks/check.ts';
export {
  type ConformanceOptions,
  type ConformanceResult,
  checkConformance,
  expectConformance,
} from './plugin-checks/expect-conformance.ts';
export { type LoggedLine, type RanAction, type RunActionOptions, runAction } from './run-action.ts';
export { type GivenRun, type RunSpecification, specifyRun, type WhenAsked } from './run-specification.ts';
export { VirtualClock } from './virtual-clock.ts';
