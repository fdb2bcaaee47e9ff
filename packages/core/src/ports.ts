/** Time as the product sees it: tests turn it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls `due` once after `delayMs` (clamped to what timers hold); the returned function takes it back. A call that
   * nobody waits for is made in the `background`: it alone keeps no process from ending.
   */
  after(delayMs: number, due: () => void, hold?: 'background'): () => void;
}

/** A number in [0, 1). */
export type Random = () => number;

/** A fresh identifier, unique on this data folder; sortable by time where the implementation can. */
export type Ids = () => string;
