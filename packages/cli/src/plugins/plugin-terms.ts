import type { Effect, Isolation } from '@codomyrmex/core';
import type { PluginManifest } from '@codomyrmex/core/manifest';
import { enforcementText } from '@codomyrmex/engine';

/** What somebody says yes to who adds a plugin. */
export interface PluginTerms {
  readonly effects: readonly Effect[];
  readonly secrets: readonly string[];
  readonly hooks: readonly string[];
}

export function termsOf({ actions, hooks }: PluginManifest): PluginTerms {
  return {
    effects: unique(actions.flatMap(({ effects }) => effects)),
    secrets: unique(actions.flatMap(({ secrets = [] }) => secrets)),
    hooks: unique(hooks.map(({ hook }) => hook)),
  };
}

const unique = <Word extends string>(words: readonly Word[]): readonly Word[] => [...new Set(words)].sort();

/** What `after` asks for and `before` did not. */
export function addedTerms(before: PluginTerms, after: PluginTerms): PluginTerms {
  const added = <Word extends string>(was: readonly Word[], is: readonly Word[]) =>
    is.filter((word) => !was.includes(word));
  return {
    effects: added(before.effects, after.effects),
    secrets: added(before.secrets, after.secrets),
    hooks: added(before.hooks, after.hooks),
  };
}

export const isNothing = ({ effects, secrets, hooks }: PluginTerms): boolean =>
  effects.length + secrets.length + hooks.length === 0;

/** The terms in lines, and how far they are held to. */
export function termsText({ effects, secrets, hooks }: PluginTerms, isolation: Isolation): string {
  const lines = [
    `effects   ${effects.join(', ') || 'none'}`,
    `secrets   ${secrets.join(', ') || 'none'}`,
    `hooks     ${hooks.join(', ') || 'none'}${isolation !== 'none' && hooks.length > 0 ? ' (not used: its code does not run in our process)' : ''}`,
    `runs      ${enforcementText[isolation]}`,
  ];
  return `${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
