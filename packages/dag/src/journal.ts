import type { JsonObject, RunId } from '@codomyrmex/core';
import type { EndStatus, RunEvent } from './run/event.ts';
import type { RunRequest } from './run/request.ts';

/** What is fixed for a run's whole life. */
export interface RunRecord {
  readonly id: RunId;
  /** The workflow's name. */
  readonly workflow: string;
  /** The definition as it was at the start, in its written form. */
  readonly definition: JsonObject;
  readonly parameters: JsonObject;
  /** Absolute path of the folder that the run works on. */
  readonly workspace: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A run as lists show it, without its definition and events. */
export interface RunHead {
  readonly id: RunId;
  readonly workflow: string;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly phase:
    | { readonly kind: 'ended'; readonly status: EndStatus }
    /** Somebody's live process has it: perhaps our own. */
    | { readonly kind: 'owned'; readonly isPaused: boolean }
    /** Its process died before its end. */
    | { readonly kind: 'interrupted'; readonly isPaused: boolean };
}

export interface RunQuery {
  /** Only this run. */
  readonly run?: RunId;
  readonly workflow?: string;
  /** Only runs that are directly in this one. Without it, and without `run`, no run that is in another is listed. */
  readonly within?: RunId;
  /** Only runs without an end. */
  readonly unfinished?: boolean;
  /** At most so many; 1,000 unless given. */
  readonly limit?: number;
}

/**
 * Where the events of runs are stored. Every implementation passes the conformance suite of `@codomyrmex/testing`.
 *
 * Guarantees: an append is one transaction, all or nothing; when it returns (or its promise resolves) the events are as
 * durable as the journal's mode says; positions count the events of one run from 0 without a gap; one process at a time
 * may append to a run. `begin`, `append` and `adopt` return nothing when they are already done, so that a caller need not
 * yield: await only what is a promise.
 */
export interface Journal {
  /** Stores a new run with its first events, in one transaction. */
  begin(record: RunRecord, events: readonly RunEvent[]): void | Promise<void>;
  /**
   * Adds events after the first `position` ones.
   * @throws InternalError JOURNAL_CONFLICT when the run has another number of events.
   * @throws StorageError when the store refuses; nothing of the batch is stored, and nothing may be appended to the run again.
   */
  append(run: RunId, position: number, events: readonly RunEvent[]): void | Promise<void>;
  /** The run's record, or `undefined`. */
  find(run: RunId): Promise<RunRecord | undefined>;
  /** The run's events in order, from `position` (0 unless given) on. Empty for an unknown run. */
  read(run: RunId, position?: number): Promise<readonly RunEvent[]>;
  /** Newest first. */
  list(query?: RunQuery): Promise<readonly RunHead[]>;
  /**
   * Takes over a run whose process died, so that this process may append to it.
   * @throws UsageError RUN_OWNED when a live process has it.
   */
  adopt(run: RunId): void | Promise<void>;
  /** Waits for what is under way and lets go of every file and lock. */
  close(): Promise<void>;
}

/** Large values by the hash of their content: written before the event that refers to them. */
export interface Payloads {
  /** Stores JSON text durably and gives its SHA-256 as 64 hexadecimal digits. */
  write(json: string): Promise<string>;
  /** @throws StorageError JOURNAL_CORRUPT when it is missing or its content has another hash. */
  read(hash: string): Promise<string>;
}

/** A word from another process to the one that has a run. */
export type InboxMessage = RunRequest & { readonly run: RunId };

/** Carries words between the processes of one data folder. */
export interface Inbox {
  send(message: InboxMessage): Promise<void>;
  /** Takes out what came for these runs, oldest first. */
  receive(runs: Iterable<RunId>): Promise<readonly InboxMessage[]>;
}
