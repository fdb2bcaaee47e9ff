/**
 * What tests of plugins and of the engine need.
 * @module @codomyrmex/testing
 */
export {
  createMemoryJournal,
  type MemoryJournal,
  type MemoryJournalOptions,
  type StoredRun,
  type WriteFault,
} from './memory-journal.ts';
export { MemorySchedules } from './memory-schedules.ts';
export { type MemoryCacheOptions, MemoryStepCache } from './memory-step-cache.ts';
export { type LoggedLine, type RanAction, type RunActionOptions, runAction } from './run-action.ts';
export { type GivenRun, type RunSpecification, specifyRun, type WhenAsked } from './run-specification.ts';
export { VirtualClock } from './virtual-clock.ts';
