import type { SqlValue } from './driver.ts';

/** Columns of one event row, in the order of {@link EventCells}. */
export const EVENT_COLUMNS = 'run, seq, type, task, attempt, at, data';
export const EVENT_WIDTH = 7;

/** Event rows laid end to end, {@link EVENT_WIDTH} cells each: what a statement binds, and cheap to send to a thread. */
export type EventCells = readonly SqlValue[];

export interface RunEnd {
  readonly at: number;
  readonly status: string;
}

/** One change of a slot file, all of it or nothing. `run` is the row of the run, not its public name. */
export type WriteOp =
  | {
      readonly kind: 'begin';
      readonly run: number;
      /** The run's public name. */
      readonly uid: string;
      readonly workflow: string;
      readonly createdAt: number;
      readonly claim: number;
      readonly workspace: string;
      readonly parameters: string;
      /** JSON, stored once for all runs with the same digest. */
      readonly definition: string;
      readonly digest: string;
      readonly cells: EventCells;
      readonly end: RunEnd | undefined;
    }
  | { readonly kind: 'append'; readonly run: number; readonly cells: EventCells; readonly end: RunEnd | undefined }
  | { readonly kind: 'adopt'; readonly run: number; readonly claim: number };

/** Why an operation, or the whole batch that it was in, was not stored. */
export type Refusal =
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'fault'; readonly errcode: number; readonly message: string };
