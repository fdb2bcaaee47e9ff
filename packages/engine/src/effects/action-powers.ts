import type { Action } from '@codomyrmex/core';

/** Who knows values by name. */
export interface SecretGiver {
  give(name: string): string | undefined;
}

/** What a composition gives to the actions of its plugins. */
export interface ActionPowers {
  readonly secrets: SecretGiver;
  /** Addresses that may be reached beside public ones. */
  readonly allowedAddresses: readonly string[];
  /** What the configuration says for a module, as the plugin's schema reads it. */
  config(module: string): unknown;
}

/** What is asked of an action before a power is lent to it. */
export interface ActionTraits extends Pick<Action, 'module' | 'effects' | 'secrets'> {
  /** Its address, for messages. */
  readonly id: string;
}
