import type { Allocation } from './allocation.ts';
import type { Need, Part, Shape } from './need.ts';

/**
 * Is told of every change of what is held or asked for, within the change: it must be quick, must not throw, and must not ask
 * for or give back anything itself.
 */
export interface UsageObserver {
  /** Somebody waits for the need. */
  asked(need: Need): void;
  /** Whoever waited for the need does not any more, granted or not. */
  left(need: Need): void;
  /** @param waitedMs since it was asked for; 0 where nobody waited */
  taken(allocation: Allocation, shape: Shape, waitedMs: number): void;
  /** @param parts what is held of the allocation no more */
  given(allocation: Allocation, parts: readonly Part[]): void;
}
