/**
 * Suites that every implementation of a port passes; for test files, as they register vitest tests.
 * @module @codomyrmex/testing/conformance
 */
export { type InboxPlace, inboxConformance } from './conformance/inbox.ts';
export { journalConformance } from './conformance/journal.ts';
export type { JournalPlace } from './conformance/journal-place.ts';
export { type PayloadsPlace, payloadsConformance } from './conformance/payloads.ts';
export { type SchedulesPlace, schedulesConformance } from './conformance/schedules.ts';
export { type StepCachePlace, stepCacheConformance } from './conformance/step-cache.ts';
