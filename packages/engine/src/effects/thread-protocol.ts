import type { ExecCommand, ExecOptions, Failure, HeldResource } from '@codomyrmex/core';
import type { SaidMessage } from './gated-reports.ts';
import type { LentPowers } from './lent-powers.ts';
import type { ActionPlace, Outcome } from './outcome.ts';

// What the engine's thread and a worker thread say to each other. Every message bears the number of its job, so that what an
// action says after its end does not reach the next one.

/** An attempt to be made on a worker thread. */
export interface ThreadJob extends IsolatedJob {
  readonly job: number;
}

/** An attempt to be made elsewhere than on the engine's thread. */
export interface IsolatedJob extends ActionPlace {
  readonly run: string;
  readonly task: string;
  readonly attempt: number;
  readonly workspace: string;
  readonly resources: readonly HeldResource[];
  /** Milliseconds since the epoch, by the runtime's clock, when the job was given. */
  readonly now: number;
  readonly seed: number;
  readonly powers: LentPowers;
}

export type ToThread =
  | ({ readonly kind: 'perform' } & ThreadJob)
  | { readonly kind: 'abort'; readonly job: number; readonly reason: Failure }
  | { readonly kind: 'answer'; readonly job: number; readonly call: number; readonly answer: Answer };

export type Answer =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** What only the engine's thread may do for an action. */
export type ThreadRequest =
  | { readonly kind: 'exec'; readonly command: ExecCommand; readonly options: ExecOptions | undefined }
  | { readonly kind: 'artifact_folder' }
  | { readonly kind: 'artifact_write'; readonly name: string; readonly content: string | Uint8Array };

export type FromThread = { readonly job: number } & (
  | SaidMessage
  | { readonly kind: 'call'; readonly call: number; readonly request: ThreadRequest }
  | Outcome
);
