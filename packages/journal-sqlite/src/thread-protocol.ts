import type { Weight } from './op-weight.ts';
import type { SlotSettings } from './slot-settings.ts';
import type { Refusal, WriteOp } from './write-op.ts';

export interface NumberedOp {
  /** Rises by one with every operation. */
  readonly id: number;
  readonly slot: number;
  readonly op: WriteOp;
  readonly weight: Weight;
}

export type ToWriterThread =
  | { readonly kind: 'open'; readonly slot: number; readonly file: string; readonly settings: SlotSettings }
  | { readonly kind: 'write'; readonly ops: readonly NumberedOp[] }
  /** After everything that came before. */
  | { readonly kind: 'close' };

export type FromWriterThread =
  /** Every operation up to `through` is durable, except the refused ones. */
  | { readonly kind: 'written'; readonly through: number; readonly refused: readonly RefusedOp[] }
  | { readonly kind: 'closed'; readonly leftOpen: readonly number[] };

export interface RefusedOp {
  readonly id: number;
  readonly refusal: Refusal;
}
