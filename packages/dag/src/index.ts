/**
 * Plan a graph of tasks, decide what a run does next, and fold its events into views.
 * @module @codomyrmex/dag
 */
export type { Inbox, InboxMessage, Journal, Payloads, RunHead, RunQuery, RunRecord } from './journal.ts';
export type { EndStatus, Output, RunEvent } from './run/event.ts';
export { decodeEvent, EVENT_SCHEMA_VERSION, type EventRow, encodeEvent } from './run/event-schema.ts';
