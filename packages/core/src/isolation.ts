/** How far an action is kept apart from the engine, from not at all to the most; each holds what those before it hold. */
export const isolations = ['none', 'thread', 'process', 'sandbox'] as const;

/**
 * `none`: on the engine's own thread, for work that mostly waits. `thread`: in a worker thread, for work that computes.
 * `process`: in a process of its own, which can crash or be killed without harm to others and inherits no secrets.
 * `sandbox`: a process without network that sees the system and its code read-only and can write to the workspace alone.
 */
export type Isolation = (typeof isolations)[number];

/** Whether `one` keeps an action less apart than `other`. */
export const isWeaker = (one: Isolation, other: Isolation): boolean =>
  isolations.indexOf(one) < isolations.indexOf(other);

/** What one attempt may use. A limit that is reached ends the attempt as failed. */
export interface Limits {
  /** Mebibytes: of the JavaScript heap, and where the machine can enforce it, of each process with its buffers. */
  readonly memoryMb?: number | undefined;
  /** Seconds of computing, of each process; waiting does not count. */
  readonly cpuSeconds?: number | undefined;
  /** Refuses an attempt whose limits this machine cannot enforce, which otherwise runs with a warning in its log. */
  readonly enforce?: boolean | undefined;
}
