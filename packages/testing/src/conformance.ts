/**
 * Suites that every implementation of a port passes; for test files, as they register vitest tests.
 * @module @codomyrmex/testing/conformance
 */
export { type InboxPlace, inboxConformance } from './inbox-conformance.ts';
export { type JournalPlace, journalConformance } from './journal-conformance.ts';
export { type PayloadsPlace, payloadsConformance } from './payloads-conformance.ts';
