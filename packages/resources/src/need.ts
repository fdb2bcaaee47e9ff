import type { AccessMode } from '@codomyrmex/core';
import type { TokenBucket } from './token-bucket.ts';

/** One unit of one resource: what amounts are counted against. */
export interface Row {
  /** Dense, and used again after the resource is removed. */
  readonly index: number;
  /** Another one when a spare resource is taken up. */
  resource: string;
  readonly unit: string;
  /**
   * What is given back: amounts of a unit in millionths, readers of a lock (a writer is all of them), grants that touch
   * the resource. What is used up and comes back with time: amounts of a rate in millionths, grants that touch the resource.
   */
  readonly kind: 'counted' | 'access' | 'users' | 'rate' | 'requests';
  /** What may be held while the resource is granted from. */
  ceiling: number;
  /** What may be held now: the ceiling, or nothing while the resource is not granted from. */
  limit: number;
  /**
   * Limit less what is held; below zero after the limit was lowered under what is held. Of a rate the tokens that are
   * there, or fewer: what time brought is added when it is looked for.
   */
  free: number;
  /** Of a rate. */
  readonly bucket: TokenBucket | undefined;
  /** Nobody may take this much, except for whom it is withheld: what is kept, or everything while the resource is reserved. */
  withheld: number;
  /** For a ticket that was passed too often. */
  kept: number;
  /** Who alone is granted of it, while the resource is reserved. */
  pass: string | undefined;
  /** Whether the row stands in the list of rows of which more became free. */
  changed: boolean;
  /** Of its resource. */
  readonly meter: Meter;
}

/** Adds up how long grants of a resource were held. */
export interface Meter {
  usedMs: number;
  /** Of the grant that was added last, which may touch several rows. */
  fence: number;
}

/** Taken from one row by a grant. */
export interface Part {
  readonly row: Row;
  /** As the row's kind counts. */
  readonly amount: number;
  /** How a lock, file or database is held; absent for what is only counted. */
  readonly mode?: AccessMode | undefined;
}

/** One way to meet a need: these parts together. */
export interface Shape {
  /** Of what is taken, not of how it was written. */
  readonly key: string;
  readonly parts: readonly Part[];
  /** Of whom the request is, where a resource was reserved for him when it was compiled. */
  readonly pass: string | undefined;
  /** How often it was granted. */
  grants: number;
}

/**
 * A checked request, ready to be granted any number of times. Requests that mean the same share one need, so needs
 * compare with `===`. It has several shapes where several resources of a type can serve; those are the ones that were
 * there when it was compiled.
 */
export interface Need {
  /** Dense, and used again after the need is retired. */
  readonly index: number;
  readonly key: string;
  readonly shapes: readonly [Shape, ...Shape[]];
  /** How many tickets wait for it. */
  waiting: number;
  /** True once a resource it names is gone or nobody uses it: it cannot be asked for any more. */
  retired: boolean;
  /** How often it was compiled and not forgotten. */
  uses: number;
}
