import type { Isolation, Plugin } from '@codomyrmex/core';

/** A plugin that is imported when one of its actions first runs, or earlier where nothing describes it. */
export interface PluginSource {
  readonly module: string;
  /** The npm package, for messages. */
  readonly package: string;
  readonly load: () => Promise<unknown>;
  /**
   * Its code is at hand: importing it takes no longer than reading its manifest. Where a workflow names it, its actions are taken from
   * the code at once.
   */
  readonly isNear?: boolean;
  /** What is known of it without running it. */
  readonly described?: PluginDescription;
  /** The range of `@codomyrmex/core` that its package asks for. */
  readonly core?: string | undefined;
  /** Its actions are kept at least this far apart; one that is not to run in our process at all has no taps either. */
  readonly isolation?: Isolation | undefined;
}

export interface PluginDescription {
  /** Whether its manifest names hooks: such a plugin is loaded before the first run, so that what it guards is guarded. */
  readonly hasTaps: boolean;
  /** Gives its manifest, which is checked. */
  readonly manifest: () => unknown;
  /** The URL that another thread or process imports. */
  readonly entry: () => string;
}

export type PluginOrSource = Plugin | PluginSource;
