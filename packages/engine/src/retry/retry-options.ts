/** What is to be otherwise than in the earlier run. */
export interface RetryOptions {
  /** This step runs again, and everything that depends on it. */
  readonly from?: string | undefined;
  /** New values of parameters; the others stay. Steps whose expressions read one that has changed run again, and what follows. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** Names among the parameters that were given as text, to be read by their declared type. */
  readonly textParameters?: readonly string[] | undefined;
  /** By step that completed: what counts as its output from now on. It does not run again, what depends on it does. */
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
  /** `off`: cached steps that run again run whatever is there. `on` unless given. */
  readonly reuse?: 'on' | 'off' | undefined;
}
