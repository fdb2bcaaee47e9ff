import type { Action, Plugin } from '@codomyrmex/core';
import type { PluginManifest } from '@codomyrmex/core/manifest';
import type { StandIns } from '../kit/recorded-effect.ts';

/** One call of an action that the checks may make. */
export interface Sample extends StandIns {
  readonly input: unknown;
  /** Files of the workspace, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly config?: unknown;
  readonly allowedAddresses?: readonly string[];
  /** The code that it must fail with. */
  readonly fails?: string;
}

export interface CheckedPlugin {
  readonly plugin: Plugin;
  /** `undefined` where it cannot be made; that is a finding of its own. */
  readonly manifest: PluginManifest | undefined;
  /** What `codomyrmex.json` says, where it was given. */
  readonly written: unknown;
  /** By name of the action. */
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
}

/** One thing that a plugin must hold to. Gives what is wrong, one sentence each. */
export interface Check {
  readonly name: string;
  find(checked: CheckedPlugin): readonly string[] | Promise<readonly string[]>;
}

/** A check of every action by itself. */
export const ofEachAction = (name: string, find: (action: Action) => string | undefined): Check => ({
  name,
  find: ({ plugin }) =>
    Object.values(plugin.actions).flatMap((action) => {
      const found = find(action);
      return found === undefined ? [] : [`${action.id} ${found}`];
    }),
});
