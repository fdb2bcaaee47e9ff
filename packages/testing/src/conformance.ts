/**
 * Suites that every implementation of a port passes; for test files, as they register vitest tests.
 * @module @codomyrmex/testing/conformance
 */
export { type InboxPlace, inboxConformance } from './conformance/inbox.ts';
export { type JournalPlace, journalConformance } from './conformance/journal.ts';
export { type PayloadsPlace, payloadsConformance } from './conformance/payloads.ts';
