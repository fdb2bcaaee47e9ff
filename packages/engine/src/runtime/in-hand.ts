import type { Held } from './capacity.ts';
import type { Invocation } from './invocation.ts';

/**
 * What the runtime has in hand for a task: exactly one effect, with what is needed to let go of it. Standing tasks hold nothing.
 */
export type InHand =
  /** Its condition is being evaluated. */
  | { readonly kind: 'judging' }
  | { readonly kind: 'asking'; readonly held: Held }
  /** Its resources are held and its start is about to become a fact. */
  | { readonly kind: 'granted'; readonly held: Held | undefined }
  | { readonly kind: 'invoking'; readonly held: Held | undefined; readonly invocation: Invocation }
  /** Aborted; its end has not been reported yet. */
  | { readonly kind: 'stopping'; readonly held: Held | undefined }
  /** Its end has been reported and is about to become a fact. */
  | { readonly kind: 'reported'; readonly held: Held | undefined }
  | { readonly kind: 'waking'; readonly cancel: () => void };

/** Somebody works for the task, and will report the end of it. */
export function isAtWork(inHand: InHand | undefined): inHand is InHand & { readonly kind: 'invoking' | 'stopping' } {
  return inHand?.kind === 'invoking' || inHand?.kind === 'stopping';
}
